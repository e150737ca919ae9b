"""Two small rule sets that are not our advice: whether to boil the kettle, and a museum ticket."""

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.loading.load import loads

KETTLE = """\
ruleset: kettle
version: 1.0.0
title: Boil the kettle?
intro: A question or three.
sources:
  aunt:
    title: On tea
    url: https://example.org/tea
    publisher: Aunt Ada
    statements:
      A1: Tea needs boiling water.
      A2: An empty kettle burns.
facts:
  thirsty:
    type: yes_no
    label: Thirsty
    ask: Are you thirsty?
    why: Nobody boils water for fun.
    help: Dry mouth?
    not_sure: {as: no, because: Thirst is known.}
  drink:
    type: choice
    label: Drink
    ask: What would you like?
    why: Not every drink is hot.
    help: Take your time.
    options:
      tea: Tea
      cocoa: {label: Cocoa, also: [chocolate]}
      juice: Juice
    not_sure: {because: Look into the cupboard.}
  water:
    type: int
    unit: ml
    label: Water
    ask: How much water is in the kettle?
    why: An empty kettle burns.
    help: Lift it.
    max: 2000
    not_sure: {because: Open the lid.}
verdict: [answer]
tables:
  answer:
    - id: not-thirsty
      when: {thirsty: no}
      outcome: leave
      because: You aren't thirsty.
      cite: [A1]
    - id: cold
      when: {drink: juice}
      outcome: leave
      because: Juice is cold.
      cite: [A1]
    - id: dry
      when: {water: {below: 200}}
      outcome: fill
      because: The kettle is nearly empty.
      cite: [A2]
    - id: go
      outcome: boil
      because: All is ready.
      cite: [A1, A2]
outcomes:
  leave: {}
  fill: {steps: [Fill it to 200 ml.]}
  boil: {cautions: [Steam is hot.]}
recommendations:
  - id: leave
    when: {answer: leave}
    title: Leave it
    verdict: Leave the kettle alone.
  - id: fill
    when: {answer: fill}
    title: Fill it
    verdict: Fill the kettle first.
  - id: boil
    when: {answer: boil}
    title: Boil it
    verdict: Boil the kettle.
    steps: [Press the switch.]
cases:
  - name: a full kettle
    answers: {thirsty: yes, drink: tea, water: 1000}
    expect: boil
"""

MUSEUM = """\
ruleset: museum
version: 0.3.0
title: Which ticket?
intro: Two tables and an extra one.
sources:
  office: {title: Prices, url: "https://example.org/prices", publisher: The museum,
    statements: {M1: Closed on Mondays., M2: Free under six., M3: Members pay half.}}
  map: {title: The map, url: "https://example.org/map", publisher: The museum,
    statements: {M4: The lift is on the left.}}
facts:
  monday: {type: yes_no, label: Monday, ask: Is it Monday?, why: We are closed then.,
    help: Look at a calendar., not_sure: {as: no, because: Most days aren't.}}
  age: {type: int, unit: years, max: 120, label: Age, ask: How old are you?, why: Children are free.,
    help: In whole years., not_sure: {as: 40, because: Grown-ups forget.}}
  member:
    type: yes_no
    label: Member
    ask: Are you a member?
    why: Members pay half.
    help: Have you got the card?
    not_sure: {because: Look for the card.}
  stairs: {type: choice, label: Stairs, ask: Can you take the stairs?, why: There is a lift.,
    help: Forty steps., options: {can: Gladly, slowly: Slowly, cannot: "No"},
    not_sure: {because: Try the first flight.}}
  wheelchair: {type: yes_no, label: Wheelchair, ask: Shall we lend you a wheelchair?,
    why: We have three., help: They are free., not_sure: {as: no, because: You can ask again.}}
verdict: [open, price]
tables:
  open:
    - id: closed
      when: {monday: yes}
      outcome: shut
      stop: true
      because: It's Monday.
      cite: [M1]
    - id: opened
      outcome: welcome
      because: It isn't Monday.
      cite: [M1]
  price:
    - id: child
      when: {age: {below: 6}}
      outcome: free
      because: Children are free.
      cite: [M2]
    - id: card
      when: {member: yes}
      outcome: half
      because: You're a member.
      cite: [M3]
    - id: others
      outcome: full
      because: You're neither.
      cite: [M3, M2]
  way:
    - id: lift
      when: {any: [{stairs: cannot}, {wheelchair: yes}]}
      outcome: take_the_lift
      because: The stairs aren't for you.
      cite: [M4]
outcomes:
  shut: {}
  welcome: {needs: [stairs]}
  free: {cautions: [Hold a hand.]}
  half: {needs: [stairs, wheelchair], steps: [Show your card.]}
  full: {links: [map]}
  take_the_lift: {steps: [Take the lift on the left.]}
recommendations:
  - {id: tomorrow, when: {open: shut}, title: Come tomorrow, verdict: We are closed.}
  - {id: free, when: {open: welcome, price: free}, title: Walk in, verdict: You pay nothing., steps: [Walk in.]}
  - {id: half, when: {open: welcome, price: half}, title: Pay half, verdict: You pay half.}
  - {id: full, when: {open: welcome, price: full}, title: Pay, verdict: You pay the full price.}
"""


def compiled(text: str) -> Diagram:
    """The diagram of a rule set's text."""
    return compile_rules(loads(text))


def changed(text: str, old: str, new: str) -> str:
    """The text with one passage replaced, which must stand in it."""
    assert old in text, f"the toy has no {old!r}"
    return text.replace(old, new, 1)


# The toys with every option named somewhere, as `check` asks for, and the same advice.
WHOLE_KETTLE = changed(KETTLE, "- id: go\n", "- id: go\n      when: {drink: [tea, cocoa]}\n")
WHOLE_MUSEUM = changed(
    MUSEUM,
    "any: [{stairs: cannot}, {wheelchair: yes}]",
    "any: [{stairs: cannot}, {not: {stairs: [can, slowly]}}, {wheelchair: yes}]",
)

PICNIC = """\
ruleset: picnic
version: 1.0.0
title: Is it a picnic?
intro: Every kind of fact, and finer questions.
ask_order: rules
sources:
  aunt:
    title: On picnics
    url: https://example.org/picnics
    publisher: Aunt Ada
    statements: {P1: Cheese needs bread., P2: Nobody sits on cold grass.}
facts:
  food:
    type: several
    label: Food
    ask: What is in the basket?
    why: Cheese alone is no picnic.
    help: Lift the cloth.
    options: {cheese: Cheese, bread: Bread, plums: Plums, cake: Cake}
    not_sure:
      because: Smell tells.
      settle:
        - {when: {smell: {only: [sharp, sweet]}}, as: [cheese, bread, cake]}
        - {when: {smell: {has: sharp}}, as: [cheese]}
        - {as: [plums]}
  grass:
    type: decimal
    places: 1
    unit: degrees
    label: Grass
    ask: How warm is the grass?
    why: Nobody sits on cold grass.
    help: Lay a hand on it.
    min: -20
    max: 60.0
    unchangeable: true
    not_sure:
      because: Yesterday and the sun tell.
      settle:
        - {when: {all: [{sun: yes}, {yesterday: {at_least: 15}}]}, as: 18.5}
        - {as: 8}
  sun:
    type: yes_no
    label: Sun
    ask: Is the sun out?
    why: Sun warms.
    help: Look up.
    not_sure: {because: The shadows tell., settle: [{when: {shadows: yes}, as: yes}, {as: no}]}
  shadows:
    type: yes_no
    label: Shadows
    ask: Do trees have shadows?
    why: Shadows mean sun.
    help: Look down.
    not_sure: {as: no, because: Shadows are seen.}
  yesterday:
    type: int
    unit: degrees
    label: Yesterday
    ask: How warm was it yesterday?
    why: The ground keeps its warmth.
    help: In whole degrees.
    min: -50
    max: 60
    not_sure: {because: The paper says it.}
  smell:
    type: several
    label: Smell
    ask: How does the basket smell?
    why: Cheese smells sharp.
    help: Sniff.
    options: {sharp: Sharp, sweet: Sweet}
    not_sure: {as: [sharp, sweet], because: Baskets smell.}
verdict: [seat]
tables:
  seat:
    - id: cold
      when: {grass: {below: 12.5}}
      outcome: indoors
      because: The grass is cold.
      cite: [P2]
    - id: feast
      when: {all: [{food: {has: [cheese, bread]}}, {any: [{food: {has: plums}}, {food: {has: cake}}]}]}
      outcome: blanket
      because: That is a picnic.
      cite: [P1]
    - id: fruit
      when: {food: {only: plums}}
      outcome: blanket
      because: Plums need nothing else.
      cite: [P1]
    - id: little
      outcome: bench
      because: There is not enough for a blanket.
      cite: [P1]
outcomes: {indoors: {}, bench: {}, blanket: {steps: [Bring a blanket.]}}
recommendations:
  - {id: indoors, when: {seat: indoors}, title: Stay in, verdict: Eat at the table.}
  - {id: bench, when: {seat: bench}, title: Find a bench, verdict: Eat on a bench.}
  - {id: blanket, when: {seat: blanket}, title: Have a picnic, verdict: Sit on the grass.}
cases:
  - {name: a feast, answers: {grass: 12.5, food: [cheese, bread, cake]}, expect: blanket}
  - {name: an unknown basket, answers: {grass: 20, food: not_sure, smell: [sweet]}, expect: blanket}
"""

DOG = """\
language: 2
ruleset: dog
version: 1.0.0
title: Get a dog?
intro: A question or five.
sources:
  aunt:
    title: On dogs
    url: https://example.org/dogs
    publisher: Aunt Ada
    statements: {D1: A dog wants company., D2: A large dog wants a garden.}
facts:
  wish:
    type: several
    label: Wishes
    ask: What would it be for?
    why: A dog isn't always it.
    help: Ask the children.
    options: {company: Company, guard: Guarding, mice: Mice, show: {label: Showing off, alone: true}}
    not_sure: {because: Ask again in a year.}
  ready:
    type: several
    unticked: open
    label: In place
    ask: What is in place?
    why: A dog wants it all.
    help: Look around.
    options: {time: Time, money: Money, garden: {label: A garden, surely_not: A balcony}}
    not_sure: {because: Look around.}
  travels:
    type: yes_no
    label: Travels
    ask: Are you away a lot?
    why: A dog can't wait.
    help: Count the weeks.
    not_sure: {because: Count the weeks.}
  walks:
    type: int
    unit: walks a week
    label: Walks
    ask: How many walks a week?
    why: Three a day are good.
    help: Who walks?
    max: 50
    not_sure: {because: Ask the family.}
  large:
    type: yes_no
    label: Large
    ask: A large one?
    why: It needs more.
    help: Think of the sofa.
    not_sure: {because: Measure the sofa.}
verdict: [pet]
tables:
  pet:
    - {id: vain, when: {wish: {has: show}}, outcome: none, because: A dog is no hat., cite: [D1]}
    - {id: mouser, when: {wish: {only: [mice]}}, outcome: cat, because: Cats do that., cite: [D1]}
    - {id: ask-on, when: {wish: unsure}, outcome: wait, because: Nobody knows., cite: [D1]}
    - {id: friend, outcome: dog, because: Dogs do that., cite: [D1]}
  size:
    - {id: big, when: {large: yes}, outcome: big, because: It is large., cite: [D2]}
conditions:
  time: {label: time for it, when: {ready: {has: time}}, unknown: missing, headline: Make time,
    step: Ask for a free afternoon., cite: [D1]}
  walks: {label: three walks a day, when: {walks: {at_least: 21}}, headline: Find walkers,
    step: Draw up a rota., cite: [D1]}
  garden: {label: a garden, when: {ready: {has: garden}}, applies: {large: yes},
    headline: Move house, step: Look at the papers., cite: [D2]}
  home: {label: somebody at home, when: {travels: no}, otherwise: cat,
    because: A cat waits., step: Count the weeks., cite: [D1]}
outcomes:
  dog: {trains: true, ready_when: [time, home, walks, garden], steps: [Visit the kennels.]}
  cat: {stance: no}
  wait: {stance: not_yet}
  none: {stance: no}
  big: {cautions: [Hide the shoes.]}
modifiers:
  lead: {when: {table: {size: big}}, label: on a lead, ask: true, say: With a long lead, cite: [D2]}
collect:
  - {id: mice, when: {wish: {has: mice}}, unless: [cat], say: Set a trap., cite: [D1]}
never:
  - {id: hat, when: {wish: {has: show}}, because: A dog is no hat.}
recommendations:
  - {id: hat, when: {pet: none}, title: Buy a hat, verdict: A hat needs no walks.}
  - {id: later, when: {pet: wait}, title: Think it over, verdict: Wait a year.}
  - {id: cat, when: {pet: cat}, title: Get a cat, verdict: A cat will do.}
  - {id: dog, when: {pet: dog}, title: Get a dog, verdict: A dog it is.}
cases:
  - {name: a friend, answers: {wish: [company], ready: [time, money, garden], travels: no, walks: 21,
     large: yes}, expect: dog, stance: yes}
  - {name: no time, answers: {wish: [guard], ready: {yes: [], no: [time]}, travels: no, walks: 25,
     large: no}, expect: dog, stance: not_yet}
  - {name: a mouser, answers: {wish: [mice], large: not_sure}, expect: cat, stance: no}
"""

# A rule set of language 2, with all that only that language has.
PUPPY = """\
language: 2
ruleset: puppy
version: 1.0.0
title: Train the dog?
intro: What it does, and what is there.
sources: {aunt: {title: T, url: "https://example.org/dog", publisher: Ada, statements: {A1: Patience helps.}}}
facts:
  habit: {type: several, label: Habit, ask: What does it do?, why: It decides., help: Watch it.,
    options: {barks: Barks, pulls: Pulls, chews: Chews, fine: {label: All is well, alone: true}},
    not_sure: {because: Watch it for a day.}}
  ready: {type: several, label: In place, ask: What is there?, why: It comes first., help: Look.,
    unticked: open, options: {treats: Treats, time: {label: Time, surely_not: Nobody has any}},
    not_sure: {because: Each stays unknown.}}
  guest: {type: yes_no, label: A guest, ask: Is it a guest?, why: Guests leave., help: Ask.,
    not_sure: {because: It stays unknown.}}
  flat: {type: yes_no, label: A flat, ask: Do you live in a flat?, why: Walls are thin., help: Look.,
    not_sure: {because: Look around.}}
conditions:
  treats: {label: treats, when: {ready: {has: treats}}, unknown: missing, headline: Buy treats, step: Buy some.}
  time: {label: time, when: {ready: {has: time}}, applies: {guest: no}, headline: Find time, step: Find some.}
  stays: {label: a dog that stays, when: {guest: no}, otherwise: wait, because: Guests leave., step: Ask.}
verdict: [direction]
tables:
  direction:
    - {id: pulling, when: {habit: {has: pulls}}, outcome: train, because: It can learn., cite: [A1]}
    - {id: puzzling, when: {habit: unsure}, outcome: watch, because: Look first., cite: [A1]}
    - {id: else, outcome: wait, because: It grows out of it., cite: [A1]}
  walls: [{id: thin, when: {flat: yes}, outcome: carpet, because: Walls are thin., cite: [A1]}]
outcomes:
  train: {trains: true, ready_when: [treats, time, stays]}
  watch: {stance: not_yet, needs: [{fact: flat, before: advice}]}
  wait: {stance: no}
  carpet: {steps: [Lay a carpet.]}
recommendations:
  - {id: wait, when: {direction: wait}, title: Wait, verdict: It passes.}
  - {id: watch, when: {direction: watch}, title: Watch it, verdict: Look for a day.}
  - {id: train, when: {direction: train}, title: Train it, verdict: Train it with treats.}
modifiers: {quiet: {when: {table: {walls: carpet}}, label: quietly, ask: true, say: Do it quietly.}}
collect: [{id: chews, when: {habit: {has: chews}}, unless: [watch], say: Give it a bone.}]
never: [{id: guests, when: {guest: yes}, because: It leaves.}]
cases:
  - {name: a puller, answers: {habit: [pulls], ready: {yes: [treats, time], no: []}, guest: no, flat: no},
     expect: train, stance: yes}
"""
