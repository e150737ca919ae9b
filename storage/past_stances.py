"""What older advice is headed by: data of the step that gave decisions their stance.

It speaks for the texts of `should-we-finetune` that were shipped before a rule set could say it
itself: versions 1.0.0 and 2.0.0, each as it was at some time. As a step, it is never edited.
"""

from __future__ import annotations

# As logs hold them; the way to compute one has changed twice, so some name the same text.
FINGERPRINTS = (
    "c39a2ea3656c7b7306cc3890e815d5099206f395084c3d3c4439f273cc6a16dc",
    "afcffd3b282423aa6caf5da2fb132abfa3f7f08d2f70a5f0d6162532de082425",
    "a91252a08042573af1c975fa2f5b208249a810fd804bb19354f292048774085b",
    "011c0c1bc8b6584f44eb07968875cb4f6440d29333d055a04a72ce8da4d6ad11",
    "79245687b7ad4d77b8e0e4d84be379346f3c290a317f81c7811cd48545c5d4bf",
    "18db34bdd006b25d5a0191b24ba5833ddcfbba2915fbe7490123f4cb3252e050",
    "f68181caa619d31608beaf851300d171a83c99ce4e16f80cbe8bcafe21eb4a00",
    "29f6893fcd25fff357f6b0ea4672cbb2b51e5031d92292ac6176ec6e05058252",
    "a64b629b3dff35cde4bbf641ca8b16d930a3ec2adc45d286be11040bbdc5cfdc",
)
VERDICT = ("method", "fit", "cheaper", "tuning", "context")  # their tables, the last one first

STANCES = {
    "yes": (
        *("fine_tune", "fine_tune_small", "fine_tune_fallback", "reinforce", "small_classifier"),
        *("rag_fine_tune", "rag_fine_tune_small", "rag_fine_tune_fallback", "rag_reinforce"),
        "rag_small_classifier",
    ),
    "not_yet": (
        *("evals_before_training", "collect_examples", "better_model", "start_with_prompt"),
        *("rag_evals_before_training", "rag_collect_examples", "rag_better_model"),
        *("start_with_rag", "improve_prompt", "diagnose", "build_evals", "retrieval_first"),
        "route_and_cache",
    ),
    "no": (
        *("rag", "improve_retrieval", "long_context", "call_tool", "structured_output"),
        *("write_down", "speed_up_the_rest", "rag_small", "api", "frontier", "keep_prompt"),
        *("self_host", "rag_api", "rag_frontier", "rag_keep_prompt", "rag_self_host"),
    ),
}
# Said for several reasons. Where it was said for one of these, and for none of those, training may
# still follow.
KEEP_PROMPT = ("keep_prompt", "rag_keep_prompt")
NOT_READY = ("unsettled-task", "no-owner")
NOT_MADE_FOR_IT = ("not-narrow", "not-consistent")
