//! A teacher holds a lesson.

use crate::world::text::script::{
    Bank::{self, Number, OneOf, Person, Row, Word},
    Moment,
    PersonName::{EnglishFirst, EnglishLast},
    Script,
};

pub(in crate::world::text) const EDUCATION: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Person("teacher", EnglishLast),
    Row(
        "course | topic_a | topic_b | topic_c | topic_d | prop",
        &[
            "Calculus I | the chain rule | limits | the mean value theorem | implicit differentiation | a slinky",
            "Organic Chemistry | reaction mechanisms | chirality | resonance | nucleophiles | two model kits",
            "Introductory Physics | Newton's third law | torque | conservation of energy | friction | a bicycle wheel",
            "Linear Algebra | eigenvectors | row reduction | orthogonality | change of basis | a sheet of rubber",
            "World History | the Silk Road | the printing press | the Hanseatic League | the Suez Canal | an old map",
            "Programming in Rust | ownership | borrowing | pattern matching | error handling | three labelled boxes",
            "English Writing | topic sentences | the passive voice | linking words | commas | a bad cover letter",
            "Microeconomics | opportunity cost | price elasticity | marginal utility | externalities | a bag of oranges",
            "Biology Basics | mitosis | natural selection | photosynthesis | the lymphatic system | an onion",
            "Statistics for Everyone | the standard deviation | sampling bias | p-values | Bayes' theorem | a pair of dice",
            "Music Theory | the circle of fifths | cadences | syncopation | voice leading | a detuned guitar",
            "Astronomy | parallax | redshift | the phases of the moon | Kepler's laws | a desk lamp",
        ],
    ),
    Word("exam", "mid-term | final exam | entrance exam | mock exam | unit test"),
];

const PROPS: &[Bank] = &[
    OneOf("topic", &["topic_a", "topic_b", "topic_c", "topic_d"]),
    Person("student", EnglishFirst),
    Number("question", 2, 24),
    Number("percent", 31, 88),
    Number("points", 3, 15),
    Number("page", 12, 240),
    Word(
        "trick",
        "draw it first | start from the end | try the smallest case | say it in your own words | \
         check the units | look for what stays the same | write down what you know",
    ),
    Word(
        "mistake",
        "mixing up cause and effect | skipping the second step | forgetting the special case | \
         learning the formula by heart | reading the question too fast | \
         changing two things at once",
    ),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "What today's lesson on {topic} is about",
        summary: "{course} with Dr. {teacher}: the lesson begins with {prop} and a question nobody \
                  can answer yet. By the end of the hour {topic} will explain it.",
        key_words: "{topic} | {course} | Dr. {teacher} | Lesson goals | Introduction",
    },
    Moment {
        title: "{topic} in one minute, with {prop}",
        summary: "Dr. {teacher} takes {prop} and shows the idea behind {topic} without a single \
                  formula. \"If you remember one thing from {course},\" the class hears, \
                  \"remember this.\"",
        key_words: "{topic} | {prop} | {course} | Dr. {teacher} | In one minute | Demonstration",
    },
    Moment {
        title: "The definition, line by line",
        summary: "The definition of {topic} on page {page} looks dense. Dr. {teacher} reads it \
                  line by line, crosses out what is not needed yet, and leaves one sentence.",
        key_words: "{topic} | Definition | Page {page} | Dr. {teacher} | Line by line | {course}",
    },
    Moment {
        title: "{student} asks the question everybody has",
        summary: "{student} asks what use {topic} will be outside the classroom. Dr. {teacher} \
                  stops the slides and answers with an example from last week's news.",
        key_words: "{student} | {topic} | Dr. {teacher} | Example | Student question | {course}",
    },
    Moment {
        title: "The most common mistake with {topic}",
        summary: "{percent}% of last year's class lost points here, by {mistake}. Dr. {teacher} \
                  shows one wrong answer on {topic} and asks the chat to find the error.",
        key_words: "{topic} | Common mistake | {percent}% | Dr. {teacher} | {mistake} | \
                    Find the error",
    },
    Moment {
        title: "Worked example: question {question} step by step",
        summary: "Question {question} combines {topic} with what was learned last week. The advice \
                  for when you are stuck: {trick}. The whole solution fits on one board.",
        key_words: "Question {question} | {topic} | Step by step | {trick} | Worked example | \
                    {course}",
    },
    Moment {
        title: "Poll: only {percent}% get {topic} right at first",
        summary: "A quick poll on {topic} splits the class: {percent}% choose the right answer. \
                  After two minutes of discussion {student} explains it so well that the second \
                  poll is nearly unanimous.",
        key_words: "Poll | {topic} | {percent}% | {student} | Class discussion | {course}",
    },
    Moment {
        title: "{trick}: the trick worth {points} points",
        summary: "For questions on {topic} in the {exam}, Dr. {teacher} gives one rule: {trick}. \
                  It takes ten seconds and is worth {points} points.",
        key_words: "{trick} | {points} points | {topic} | {exam} | Dr. {teacher} | Exam technique",
    },
    Moment {
        title: "An experiment with {prop} goes wrong, and teaches more",
        summary: "The demonstration with {prop} fails twice. Dr. {teacher} turns it into the best \
                  part of the lesson: what would {topic} have predicted, and what did we overlook?",
        key_words: "{prop} | {topic} | Dr. {teacher} | Experiment | Demonstration | {course}",
    },
    Moment {
        title: "{student} solves it on the shared board",
        summary: "{student} takes over the shared board and solves question {question} on {topic} \
                  in front of the class, talking through every step. Dr. {teacher} changes one \
                  line at the end.",
        key_words: "{student} | Shared board | {topic} | Question {question} | Dr. {teacher} | \
                    Live solution",
    },
    Moment {
        title: "Where to expect {topic} in the {exam}",
        summary: "Dr. {teacher} goes through three past papers: {topic} appears in each of them, \
                  for {points} points on average, and always in the second half of the {exam}.",
        key_words: "{topic} | {exam} | {points} points | Past papers | Dr. {teacher} | Revision",
    },
    Moment {
        title: "Two ways to see {topic}",
        summary: "The class compares the textbook's way (page {page}) with a picture drawn by \
                  {student}. Both lead to the same result; Dr. {teacher} explains when each is \
                  faster.",
        key_words: "{topic} | Page {page} | {student} | Two ways | Dr. {teacher} | Comparison",
    },
    Moment {
        title: "Summary on one board: all of {topic}",
        summary: "At minute {minute} Dr. {teacher} fills one board with everything on {topic}: the \
                  idea, the rule, and the trap ({mistake}). Take a screenshot here.",
        key_words: "Summary | {topic} | One board | Dr. {teacher} | {mistake} | Screenshot",
    },
    Moment {
        title: "Homework: page {page}, question {question}",
        summary: "The lesson ends with homework on {topic}: page {page}, question {question}. \
                  Whoever solves it in two ways may present it next time in {course}.",
        key_words: "Homework | {topic} | Page {page} | Question {question} | {course} | \
                    Next lesson",
    },
];
