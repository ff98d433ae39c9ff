//! A host sells goods.

use crate::world::text::script::{
    Bank::{self, Number, Person, PriceCut, Row, Word},
    Moment,
    PersonName::EnglishFirst,
    Script,
};

pub(in crate::world::text) const COMMERCE: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Person("host", EnglishFirst),
    Person("helper", EnglishFirst),
    Word(
        "shop",
        "Harbor & Pine | Little Orchard | The Cotton Room | Morning Market | Fern Street Goods | \
         Two Lanterns | Copper Kettle | Northside Pantry | Willow Home | Daily Bloom",
    ),
];

const PROPS: &[Bank] = &[
    Row(
        "product | base | feature | test",
        &[
            "linen bed sheets | 68 | stone-washed linen | a close look at the double-stitched hem",
            "cordless hand vacuum | 89 | a 40-minute battery | a spilled cup of rice cleared in one pass",
            "ceramic frying pan | 42 | a coating without PFAS | an egg that slides out without oil",
            "merino travel socks | 24 | 19-micron merino wool | a sock turned inside out, no seam at the toe",
            "insulated water bottle | 30 | a lid that keeps ice for a day | the bottle shaken upside down over a laptop",
            "vitamin C serum | 36 | 15% vitamin C | a drop that sinks in within ten seconds",
            "folding camping chair | 55 | a 130 kg frame | two people sitting down at once",
            "noise-cancelling earbuds | 79 | a 30-hour battery | a call beside a hair dryer",
            "single-origin coffee beans | 19 | a roast date on every bag | a cup brewed and poured on camera",
            "children's rain jacket | 45 | taped seams | half a jug of water poured over the hood",
            "bamboo cutting board | 34 | a juice groove on both sides | a ripe tomato cut, the table dry",
            "cashmere scarf | 96 | two-ply cashmere | the scarf pulled through a ring",
            "robot lawn mower | 480 | wheels for slopes of 35% | a slow turn around the flower bed",
            "silk pillowcase | 52 | 22-momme mulberry silk | a thread burned to show that it is real silk",
            "walking pad | 260 | a motor under 50 decibels | a phone call held at full speed",
            "manuka honey | 58 | a certificate for every batch | a spoon held up until the honey lets go",
        ],
    ),
    PriceCut("base"),
    Number("link", 1, 36),
    Number("stock", 20, 600),
    Number("sold", 120, 4_800),
    Number("seconds", 8, 58),
    Word(
        "city",
        "Leeds | Austin | Toronto | Perth | Dublin | Manila | Singapore | Auckland | Chicago | \
         Bristol",
    ),
    Word(
        "gift",
        "a tote bag | a travel-size sample | free express shipping | \
         a gift box | a $10 voucher | a $5 voucher",
    ),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "{host} opens the show with ${off} off the {product}",
        summary: "{shop} starts the live stream with link {link}: the {product}, ${was} in the \
                  shop, for ${price} until the first {stock} orders are in. {host} promises {gift} \
                  to everyone who stays to the end.",
        key_words: "{product} | ${off} off | Link {link} | First {stock} orders | {shop} | \
                    Opening offer",
    },
    Moment {
        title: "First look: {product} with {feature}",
        summary: "{host} unpacks the {product} in front of the camera and points out {feature}. \
                  Viewers then see {test}.",
        key_words: "{product} | First look | {feature} | {host} | Unboxing",
    },
    Moment {
        title: "Live test of the {product}: see for yourself",
        summary: "A viewer from {city} doubts the description, so {host} tries it on air: {test}. \
                  The chat fills with \"okay, I'm buying\" and link {link} goes up right after.",
        key_words: "Live test | {product} | {city} | Link {link} | Viewer question | {feature}",
    },
    Moment {
        title: "Why this one costs more: {host} compares two versions",
        summary: "{host} puts the {product} next to a cheaper copy and explains the difference, \
                  above all {feature}. Today both cost about the same: ${price} instead of ${was}.",
        key_words: "{product} | {feature} | ${price} | Compares two versions | {host} | \
                    Buying advice",
    },
    Moment {
        title: "Price drop: {product} from ${was} to ${price}",
        summary: "After a call to the warehouse, {host} takes another ${off} off the {product}. \
                  The price of ${price} holds for {stock} orders through link {link} only.",
        key_words: "Price drop | {product} | ${price} | Link {link} | {stock} orders | \
                    Limited stock",
    },
    Moment {
        title: "\"Three, two, one!\" {stock} pieces gone in {seconds} seconds",
        summary: "{helper} counts down, link {link} opens, and all {stock} pieces of the {product} \
                  sold out within {seconds} seconds. {host} asks the warehouse for a second batch.",
        key_words: "Sold out | {product} | {seconds} seconds | Link {link} | Countdown | \
                    {stock} pieces",
    },
    Moment {
        title: "Second batch: {helper} finds {stock} more, {product} back in stock",
        summary: "The team found {stock} more pieces in another warehouse. The {product} stayed at \
                  ${price}, with {gift} for orders placed before the timer runs out.",
        key_words: "Second batch | {product} | ${price} | {stock} more | {helper} | Restock",
    },
    Moment {
        title: "Question from {city}: the {product} for ${price}, yes or no?",
        summary: "{host} reads a question from {city} and answers without notes: what the \
                  {product} can do ({feature}), what not, and who should save the ${price}.",
        key_words: "{product} | {city} | {feature} | ${price} | Honest answer | Q&A",
    },
    Moment {
        title: "Bundle deal: {product} plus {gift}",
        summary: "For the next five minutes every order of the {product} comes with {gift}. \
                  {helper} shows where to tick the box in link {link}; the total stays at \
                  ${price}.",
        key_words: "Bundle deal | {product} | {gift} | Link {link} | ${price} | Five minutes only",
    },
    Moment {
        title: "{sold} orders and counting: a record evening for the {product}",
        summary: "At minute {minute} the counter behind {host} jumps past {sold} orders for the \
                  {product}. The team rings the bell and draws a viewer who gets {gift}.",
        key_words: "{sold} orders | {product} | Record | {host} | Prize draw | {gift}",
    },
    Moment {
        title: "A mistake on air turns into a ${price} bargain",
        summary: "{helper} types ${price} instead of ${was} for the {product}. {host} laughs, \
                  looks at the producer and decides that the price stands for everyone already \
                  watching.",
        key_words: "{product} | ${price} | {helper} | Mistake on air | Bargain | Funny moment",
    },
    Moment {
        title: "Returning customer on the {product}: \"I'd buy again\" ❤",
        summary: "A customer from {city} joins by video and tells how the {product} held up for a \
                  year. {host} thanks them with {gift} and pins link {link} once more.",
        key_words: "{product} | {city} | Returning customer | Link {link} | Customer review | \
                    {gift}",
    },
    Moment {
        title: "Last call at ${price}: {stock} left in link {link}",
        summary: "{host} closes the sale of the {product}: {stock} pieces are left at ${price}, \
                  tomorrow it is ${was} again. \"Don't message me tonight,\" {host} says, \
                  \"message me now.\"",
        key_words: "Last call | {product} | ${price} | Link {link} | {stock} left | Closing offer",
    },
    Moment {
        title: "{shop} says good night with {gift} for three viewers",
        summary: "{host} and {helper} thank the viewers, draw three winners of {gift}, and show \
                  what comes tomorrow: the {product}, at a price they will not tell yet.",
        key_words: "{shop} | Winners | {product} | {gift} | Tomorrow's preview | {host}",
    },
];
