//! A band plays a show. Bands and songs are invented.

use crate::world::text::script::{
    Bank::{self, Different, Number, OneOf, Person, Row, Word},
    Moment,
    PersonName::EnglishFirst,
    Script,
};

pub(in crate::world::text) const CONCERT: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Word(
        "band",
        "Paper Lanterns | The Late Ferries | Marigold Static | Hollow Pines | Velvet Transit | \
         Blue Kitchen | Seven Umbrellas | The Quiet Engines | Saltwater Radio | Little Meridian | \
         Nora & the Tides",
    ),
    Person("singer", EnglishFirst),
    Row(
        "strings | strings_part",
        &[
            "guitar | a solo that starts on one string",
            "bass | a riff that makes the floor shake",
            "violin | the melody an octave higher than on the record",
            "cello | the theme of the first album",
            "banjo | a picking pattern twice as fast as on the record",
        ],
    ),
    Person("strings_player", EnglishFirst),
    Row(
        "rhythm | rhythm_part",
        &[
            "piano | a quiet introduction of two minutes",
            "drums | a break in seven-eight time",
            "marimba | a pattern that never seems to repeat",
            "organ | one chord that fills the whole hall",
        ],
    ),
    Person("rhythm_player", EnglishFirst),
    Row(
        "wind | wind_part",
        &[
            "saxophone | a long note that the whole hall holds its breath for",
            "trumpet | a call from the back of the hall",
            "clarinet | a tune everybody knows from childhood",
            "harmonica | a slow walk down from the balcony",
        ],
    ),
    Person("wind_player", EnglishFirst),
    Number("crowd", 2, 19),
    Row(
        "city | venue",
        &[
            "Glasgow | the old tram depot",
            "Melbourne | the riverside stage",
            "Singapore | the harbour front",
            "Vancouver | the old grain hall",
            "Lisbon | the open-air theatre",
            "Chicago | the warehouse on 18th Street",
            "Cape Town | the botanical garden",
            "Dublin | the dockside hall",
            "Berlin | the former power station",
            "Kuala Lumpur | the city hall square",
        ],
    ),
    Word(
        "tour",
        "Slow Weather | Homeward | Ten Summers | No Map | Northern Lights | After the Rain",
    ),
    Different(
        "song_a | song_b | song_c | song_d | song_e | new_song",
        "Glass Harbor | Stay Until Morning | Telephone Wires | Half the Sky | Winter Coat | \
         Borrowed Car | Satellite Town | Firefly Season | Letters to June | Low Tide | \
         Seventeen Floors | Slow Dancer | Yellow Umbrella | Last Train Out | Paper Moon Road",
    ),
];

const PROPS: &[Bank] = &[
    OneOf("song", &["song_a", "song_b", "song_c", "song_d", "song_e"]),
    OneOf(
        "instrument | part | player",
        &[
            "strings | strings_part | strings_player",
            "rhythm | rhythm_part | rhythm_player",
            "wind | wind_part | wind_player",
        ],
    ),
    Person("guest", EnglishFirst),
    Number("years", 3, 15),
    Number("bpm", 72, 148),
    Word(
        "light",
        "golden light | a curtain of blue lasers | thousands of phone lights | \
         a single white spot | falling paper snow | red smoke | \
         slow green light like an aurora",
    ),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "{band} open the night with \"{song}\"",
        summary: "The hall goes dark, then {light}, and {band} begin with \"{song}\". {singer} \
                  greets {city}: \"We have waited {years} years for this evening.\"",
        key_words: "{band} | {song} | {city} | {singer} | Opening song | {light}",
    },
    Moment {
        title: "{crowd},000 voices sing \"{song}\"",
        summary: "At the second chorus of \"{song}\" {singer} steps back from the microphone and \
                  lets the audience sing. {crowd},000 people at {venue} know every word.",
        key_words: "{song} | {singer} | {crowd},000 people | Chorus | Singalong | {band}",
    },
    Moment {
        title: "{instrument} solo by {player}",
        summary: "In the middle of \"{song}\" {player} steps forward with {part}. {singer} kneels \
                  at the edge of the stage and just listens.",
        key_words: "{instrument} solo | {player} | {song} | {singer} | {band} | Instrumental",
    },
    Moment {
        title: "Under {light}: \"{song}\" as a ballad",
        summary: "{band} play \"{song}\" at half the tempo, under {light}. Only {instrument} and \
                  voice remain by the last verse.",
        key_words: "{song} | Ballad | {light} | {instrument} | {band} | Slow version",
    },
    Moment {
        title: "{singer} tells how \"{song}\" was written",
        summary: "Between two songs {singer} sits down and tells how \"{song}\" was written \
                  {years} years ago, on a night bus to {city}. Then the band plays it the way it \
                  sounded that night.",
        key_words: "{singer} | {song} | {years} years ago | {city} | Story | {band}",
    },
    Moment {
        title: "Surprise guest: {guest} joins {band}",
        summary: "Nobody had announced it: {guest} walks on stage for \"{song}\", and {venue} \
                  erupts. The two voices share one microphone until the end.",
        key_words: "Surprise guest | {guest} | {song} | {band} | {venue} | Duet",
    },
    Moment {
        title: "New song \"{new_song}\" played for the first time",
        summary: "{band} play \"{new_song}\" live for the first time. {singer} forgets a line of \
                  the second verse, laughs, and starts it again to loud applause.",
        key_words: "{new_song} | First time | {band} | {singer} | New song | Live premiere",
    },
    Moment {
        title: "{venue} jumps to \"{song}\"",
        summary: "{bpm} beats a minute, {light}, and not one person standing still: \"{song}\" \
                  turns {venue} into one big dance floor. {player} on {instrument} doubles the \
                  last chorus.",
        key_words: "{song} | {bpm} beats | {venue} | {player} | Dance | {band}",
    },
    Moment {
        title: "Power cut? {band} just play on",
        summary: "In minute {minute} of the broadcast the sound fails. {singer} sings \"{song}\" \
                  without a microphone, {player} follows softly on {instrument}, and {city} sings \
                  along.",
        key_words: "{band} | {song} | Power cut | {city} | Unplugged | {singer}",
    },
    Moment {
        title: "{singer} in the middle of the crowd",
        summary: "During \"{song}\" {singer} climbs over the barrier, walks through the crowd at \
                  {venue} and sings the last verse arm in arm with a fan named {guest}.",
        key_words: "{singer} | {song} | Crowd | {venue} | Fan moment | {guest}",
    },
    Moment {
        title: "A birthday on stage for {player} 🎂",
        summary: "{band} interrupt \"{song}\" for a cake: it is the birthday of {player}, on \
                  {instrument}, and {crowd},000 people sing along, slightly out of tune.",
        key_words: "Birthday | {player} | {band} | {song} | {instrument} | On stage",
    },
    Moment {
        title: "\"{song}\" and a sea of lights over {city}",
        summary: "For \"{song}\" all lamps go out. What remains is {light} and a choir of \
                  {crowd},000. {singer} says nothing for a long while, then only: \"Thank you, \
                  {city}.\"",
        key_words: "{song} | {city} | {singer} | {light} | Sea of lights | {tour} tour",
    },
    Moment {
        title: "Last song before the encore: \"{song}\"",
        summary: "{band} close the main set of the {tour} tour with \"{song}\", with {part}. The \
                  lights stay off, and the calls for an encore begin at once.",
        key_words: "{song} | {band} | {tour} tour | Encore | Last song | {instrument}",
    },
    Moment {
        title: "Encore in {city}: {band} can't leave",
        summary: "{band} come back for \"{song}\", bow, leave, and come back again. Under {light} \
                  {singer} introduces everyone on stage, {player} on {instrument} last of all.",
        key_words: "Encore | {city} | {song} | {band} | {singer} | Final bow",
    },
];
