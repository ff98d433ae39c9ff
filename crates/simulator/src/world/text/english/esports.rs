//! Two teams play a match. Games, teams, players and heroes are invented.

use crate::world::text::script::{
    Bank::{self, Different, Number, OneOf, Person, Row, Word},
    Moment,
    PersonName::EnglishLast,
    Script,
};

pub(in crate::world::text) const ESPORTS: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Word(
        "game",
        "Rift of Embers | Starfall Legends | Crown of Tides | Ironwood Arena | Echoes of Valor",
    ),
    Word(
        "cup",
        "Harbor Cup | Autumn Masters | Pacific Circuit | Lantern Invitational | \
         Continental League | Northern Open | City Series",
    ),
    Word("round", "group stage | round of sixteen | quarter-final | semi-final | grand final"),
    Different(
        "team | rival",
        "Red Comets | Paper Tigers | Night Herons | Iron Lilies | Glacier Nine | Quiet Storm | \
         Golden Kites | Salt Wolves | Velvet Rooks | Cobalt Foxes | Last Orbit | River Kings",
    ),
    Different(
        "player_a | player_b | player_c | rival_a | rival_b | rival_c",
        "Kestrel | nullpoint | Mochi | Sable | tinder | Ohm | Quill | Vesper | Brine | zephyr9 | \
         Loom | Pax | Rune | Saffron | Tarn | Umber | Wick | Yarrow | Halcyon | dodo | Flint | \
         Gossamer",
    ),
    Person("caster", EnglishLast),
];

const PROPS: &[Bank] = &[
    OneOf("player", &["player_a", "player_b", "player_c"]),
    OneOf("enemy", &["rival_a", "rival_b", "rival_c"]),
    Row(
        "hero | skill",
        &[
            "Ashcaller | Ember Wall",
            "Moonwarden | Silver Leap",
            "Tidebreaker | Undertow",
            "Brass Monk | Hundred Bells",
            "Thornqueen | Bramble Cage",
            "Windlass | Grappling Line",
            "Old Lantern | Last Light",
            "Snowblind | Whiteout",
            "Gravekeeper | Deep Roots",
            "Skyforger | Anvil Drop",
        ],
    ),
    Word(
        "place",
        "the river crossing | the mid lane | the dragon pit | the north jungle | \
         the inner tower | the bottom lane | the enemy base",
    ),
    Number("kills", 3, 5),
    Number("seconds", 4, 19),
    Number("gold", 2, 9),
    Number("health", 1, 60),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "{team} surprise everyone in the draft: {hero} for {player}",
        summary: "{cup}, {round}: with the last pick {team} take {hero}, a hero not seen all week. \
                  {caster} on the desk calls it \"either genius or a very short game\".",
        key_words: "{hero} | Draft | {team} | {player} | {cup} | Last pick",
    },
    Moment {
        title: "First blood: {player} catches {enemy} at {place}",
        summary: "{player} waits out of sight near {place}, lands {skill} as {hero}, and {enemy} \
                  falls before help can arrive. First blood goes to {team}.",
        key_words: "First blood | {player} | {hero} | {skill} | {team} | {enemy}",
    },
    Moment {
        title: "{enemy} escapes with {health} health left",
        summary: "Three players of {team} dive {enemy} at {place}, and every skill misses by a \
                  hair. With {health} health left, {enemy} walks home to {rival} and waves at the \
                  camera.",
        key_words: "{enemy} | {health} health | Escapes | {rival} | {place} | Outplay",
    },
    Moment {
        title: "{player} steals the dragon from under {rival}",
        summary: "{rival} had the dragon almost down when {player} flew over the wall as {hero} \
                  and took it with {skill}. Minute {minute} of the broadcast, and the hall is on \
                  its feet.",
        key_words: "Dragon | {player} | {skill} | {rival} | {hero} | Objective steal",
    },
    Moment {
        title: "{kills} down in {seconds} seconds: {skill} hits everybody",
        summary: "{rival} group up at {place}, {player} answers with a perfect {skill}, and \
                  {kills} players are gone in {seconds} seconds. {team} turn it into a lead of \
                  {gold},000 gold.",
        key_words: "{skill} | {seconds} seconds | {player} | {team} | {gold},000 gold | Team fight",
    },
    Moment {
        title: "Duel of the day: {player} against {enemy}",
        summary: "Alone at {place}, {player} and {enemy} trade blow for blow. {hero} wins the duel \
                  with {health} health left, and {caster} runs out of words for a moment.",
        key_words: "Duel | {player} | {enemy} | {hero} | {caster} | One against one",
    },
    Moment {
        title: "{rival} strike back and break {place} open",
        summary: "Two quick picks by {enemy} give {rival} the numbers. They push through {place}, \
                  and {team} lose {gold},000 gold of their lead in half a minute.",
        key_words: "{rival} | {enemy} | {gold},000 gold | {place} | Comeback | {team}",
    },
    Moment {
        title: "The pause that changed the game",
        summary: "After a pause for a broken headset, {team} come back with a new plan: everybody \
                  to {place}. {hero} opens with {skill}, and {rival} never find an answer.",
        key_words: "Pause | {team} | {hero} | {skill} | {rival} | New plan",
    },
    Moment {
        title: "Nobody expected that flank by {player}",
        summary: "While {rival} look at {place}, {player} takes the long way round and appears \
                  behind them. {skill}, {kills} kills, {seconds} seconds: the fight is over before \
                  it starts.",
        key_words: "Flank | {player} | {kills} kills | {rival} | {skill} | {seconds} seconds",
    },
    Moment {
        title: "One against three: {enemy} holds the base",
        summary: "{team} already celebrate when {enemy} jumps in with {health} health, stops three \
                  players at the last tower and keeps {rival} in the {round}.",
        key_words: "{enemy} | One against three | Last tower | {rival} | {round} | Base defence",
    },
    Moment {
        title: "{kills} kills in a row for {player}, and the hall shouts the name",
        summary: "{player} finds one target after the other around {place}, {kills} kills without \
                  a break. Even the bench of {rival} applauds the last {skill}.",
        key_words: "{player} | {kills} kills | {skill} | {place} | Killing spree | {game}",
    },
    Moment {
        title: "{team} bet everything on a base race",
        summary: "Both teams ignore each other and run for the core. {player} hits the last tower \
                  {seconds} seconds earlier than {enemy}; {caster} calls it the closest race of \
                  the {cup}.",
        key_words: "Base race | {team} | {seconds} seconds | {player} | {cup} | Core",
    },
    Moment {
        title: "{team} win the {round} with one last fight",
        summary: "Minute {minute} of the broadcast: {hero} opens with {skill} at {place}, {rival} \
                  fall one by one, and the core goes down. {team} take the {round} of the {cup}.",
        key_words: "{team} | {round} | {cup} | {hero} | Winning fight | {rival}",
    },
    Moment {
        title: "\"We practised exactly this\": {player} after the game",
        summary: "In the interview {player} explains the move at {place}: they had practised it \
                  with {hero} for two weeks. A word of respect goes to {enemy} of {rival}.",
        key_words: "Interview | {player} | {hero} | {rival} | {enemy} | {team}",
    },
];
