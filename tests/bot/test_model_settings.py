"""No model unless one is set; and one that is half set is told at once, with what to do."""

import pytest

from bot.settings import Settings, SettingsError

GOOD = {"URL": "https://models.example/v1", "KEY": "sk-1", "MODEL": "small"}


def reader(**chosen):
    return Settings.read(
        {f"ADVISOR_READER_{name}": value for name, value in chosen.items()}
    ).reader()


def test_no_model_reads_unless_one_is_set():
    assert reader() is None
    assert reader(URL="", KEY=" ", MODEL="") is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://models.example/v1", "models.example"),
        ("https://models.example/v1/", "models.example"),
        ("https://models.example/v1/chat/completions", "models.example"),
        ("https://models.example:8443/v1", "models.example:8443"),
        ("http://localhost:11434/v1", "localhost:11434"),
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://127.1.2.3/v1", "127.1.2.3"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
    ],
)
def test_people_read_where_a_text_goes(url, host):
    found = reader(**GOOD | {"URL": url})
    assert found.host == host
    assert found.url == f"{url.partition('/v1')[0]}/v1/chat/completions"
    assert "sk-1" not in repr(found)


@pytest.mark.parametrize(
    "url", ["http://localhost:11434/v1", "http://[::1]/v1", "https://127.0.0.1/v1"]
)
def test_a_server_on_this_machine_needs_no_key(url):
    assert reader(URL=url, MODEL="small").key == ""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"URL": ""}, "ADVISOR_READER_URL is missing: set the model's address"),
        ({"MODEL": ""}, "ADVISOR_READER_MODEL is missing: set the name"),
        ({"KEY": ""}, "ADVISOR_READER_KEY is missing: set the server's key"),
        ({"KEY": "sk 1"}, "ADVISOR_READER_KEY has another form: copy it again"),
        ({"KEY": "sk\n1"}, "ADVISOR_READER_KEY has another form: copy it again"),
        ({"KEY": "sk-é"}, "ADVISOR_READER_KEY has another form: copy it again"),
        ({"URL": "http://models.example/v1"}, "must begin with https://"),
        ({"URL": "http://10.0.0.7/v1"}, "must begin with https://"),
        ({"URL": "http://localhost.example/v1"}, "must begin with https://"),
        ({"URL": "http://127.0.0.1.example/v1"}, "must begin with https://"),
        ({"URL": "http://0.0.0.0/v1"}, "must begin with https://"),
        *(
            ({"URL": url}, "ADVISOR_READER_URL is no address: write it as https://")
            for url in (
                "models.example", "ftp://models.example", "https://", "https:///v1",
                "https://me:pass@models.example/v1", "http://localhost@models.example/v1",
                "https://models.example/v1?key=1", "https://models.example/v1#x",
                "https://models.example\\@localhost/v1", "https://models .example/v1",
                "https://models.example:99999999/v1",
                "https://models..example/v1",
                f"https://{'m' * 64}.example/v1", "https://m\nodels.example/v1",
            )
        ),
    ],
)  # fmt: skip
def test_what_is_half_set_is_told_with_its_remedy(changed, told):
    with pytest.raises(SettingsError, match="ADVISOR_READER_") as error:
        reader(**GOOD | changed)
    assert told in str(error.value)
    assert "sk-1" not in str(error.value)
    assert "pass" not in str(error.value).replace("password", "")


def test_all_faults_are_told_at_once():
    with pytest.raises(SettingsError) as error:
        reader(KEY="sk 1")
    assert str(error.value).count("ADVISOR_READER_") == 3
