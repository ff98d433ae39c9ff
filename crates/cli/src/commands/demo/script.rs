//! What the demo sends, in order, and the situation each callback meets: its row in the answers table.

use livehook_core::{CallbackKey, UnixSeconds, VALIDITY};
use livehook_simulator::{
    Seed,
    recipe::{EventSpec, Flaw, Prepared, Recipe, RecipeError, Signing},
    situation::Situation,
    world::{Choice, Choices, Items, Language, NowOutOfRange, Scene, World},
};

/// Where the demo's invention begins.
const SEED: Seed = Seed(349);

/// One callback of the demo.
pub(super) struct Step {
    /// What is sent, in words.
    pub(super) what: &'static str,
    pub(super) sent: Prepared,
    pub(super) expected: Situation,
}

/// Why the script cannot be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum ScriptError {
    #[error(transparent)]
    World(#[from] NowOutOfRange),
    #[error(transparent)]
    Recipe(#[from] RecipeError),
}

/// Makes the callbacks of the demo.
struct Author {
    signing: Signing,
    now: UnixSeconds,
    steps: Vec<Step>,
}

impl Author {
    /// A callback that is what it seems: its situation is the recipe's.
    fn send(&mut self, what: &'static str, recipe: &Recipe, index: u64) -> Result<(), RecipeError> {
        let sent = recipe.prepare(index, &self.signing, self.now)?;
        self.steps.push(Step { what, expected: sent.situation, sent });
        Ok(())
    }

    /// A callback whose situation follows from what came before it.
    fn send_as(&mut self, what: &'static str, sent: Prepared, expected: Situation) {
        self.steps.push(Step { what, sent, expected });
    }

    /// The last callback, byte for byte.
    fn repeat(&mut self, what: &'static str, expected: Situation) {
        if let Some(sent) = self.steps.last().map(|step| step.sent.clone()) {
            self.send_as(what, sent, expected);
        }
    }
}

pub(super) fn steps(key: CallbackKey, now: UnixSeconds) -> Result<Vec<Step>, ScriptError> {
    let signing = Signing { key: Some(key), validity: VALIDITY };
    let later = UnixSeconds(now.0 + 1);
    let mut author = Author { signing, now, steps: Vec::new() };
    let sound = |event| Recipe::sound(event, SEED);
    let flawed = |event, flaw| Recipe { flaw: Some(flaw), ..Recipe::sound(event, SEED) };
    let english = EventSpec::Highlight(world(Language::English, Scene::Esports, now)?);
    let chinese = EventSpec::Highlight(world(Language::Chinese, Scene::Commerce, now)?);

    author.send("the documents' sample, signed", &sound(EventSpec::Documented), 0)?;
    author.send("a highlight of an e-sports match", &sound(english.clone()), 0)?;
    author.send("a highlight of a Chinese sale", &sound(chinese.clone()), 0)?;
    author.repeat("the same bytes again", Situation::Repeated);
    let resigned = sound(chinese.clone()).prepare(0, &author.signing, later)?;
    author.send_as("the same event, signed afresh", resigned, Situation::Redelivered);

    author.send(
        "one that expired a minute ago",
        &flawed(english.clone(), Flaw::Expired(livehook_core::Seconds(60))),
        1,
    )?;
    author.repeat("the same expired one again", Situation::ExpiredAgain);
    let fresh = sound(english.clone()).prepare(1, &author.signing, now)?;
    author.send_as("its redelivery, signed afresh", fresh, Situation::FreshAfterExpired);

    author.send("signed with a stranger's key", &flawed(english.clone(), Flaw::WrongKey), 2)?;
    author.send("the signature of another t", &flawed(english.clone(), Flaw::SignOfAnotherT), 3)?;
    author.send("neither t nor sign", &flawed(english.clone(), Flaw::Unsigned), 4)?;
    author.send(
        "an event type nobody documented",
        &flawed(english.clone(), Flaw::UnknownEvent),
        5,
    )?;
    author.send("a body that was cut off", &flawed(chinese.clone(), Flaw::TruncatedJson), 1)?;
    author.send("a changed body, its sign untouched", &flawed(chinese, Flaw::TamperedBody), 2)?;
    Ok(author.steps)
}

fn world(language: Language, scene: Scene, now: UnixSeconds) -> Result<World, NowOutOfRange> {
    let choices = Choices {
        language: Choice::Only(language),
        scene: Choice::Only(scene),
        items: Items::ONE,
        ..Choices::EVERYTHING
    };
    World::new(SEED, choices, now)
}
