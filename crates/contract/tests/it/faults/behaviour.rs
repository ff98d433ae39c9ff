//! Each fault shows at first hand: what it makes of a few requests, beside what a sound receiver makes of them.

mod ask;
mod provocation;

use std::{fmt::Write as _, time::Duration};

use expect_test::expect_file;
use livehook_probe::{Probe, Question};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    task::JoinSet,
    time::{interval, timeout},
};

use self::{
    ask::ask,
    provocation::{Step, post, provocation},
};
use super::{fault::Fault, harness::Faulty, key};

/// How long an event is waited for.
const SETTLE: Duration = Duration::from_millis(300);
/// Between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The stream of everything that is sent.
const STREAM: &str = "room";

/// What a receiver makes of the provocation.
async fn outcome(fault: Option<Fault>, steps: Vec<Step>) -> String {
    let running = Faulty::start(fault, &key()).await;
    let (mut held, mut answers) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Ask(pieces) => answers.push(ask(running.address(), pieces).await),
            Step::AskTogether(body, n) => {
                let mut asking = JoinSet::new();
                for i in 0..n {
                    let Step::Ask(pieces) = post(&body.replace("{n}", &(100 + i).to_string()))
                    else {
                        unreachable!("a post is asked");
                    };
                    asking.spawn(ask(running.address(), pieces));
                }
                let mut all = asking.join_all().await;
                all.dedup();
                answers.push(format!("{} × {n}", all.join(" or ")));
            }
            Step::Hold(n) => {
                for _ in 0..n {
                    let mut stream = TcpStream::connect(running.address()).await.unwrap();
                    stream.write_all(b"POST ").await.unwrap();
                    held.push(stream);
                }
            }
            Step::Kill => running.restart().restart().await.unwrap(),
        }
    }
    let question = Question::of_stream(STREAM);
    let probe = running.probe();
    let n = shown(&*probe, &question).await;
    let zeros = probe.count(&question.of_type(0)).await.unwrap();
    let of_zero = if zeros > 0 { format!(" ({zeros} of type 0)") } else { String::new() };
    format!("{}; events: {n}{of_zero}", answers.join(", "))
}

/// How many events there are as soon as there are any; none where the time is over.
async fn shown(probe: &dyn Probe, question: &Question) -> u64 {
    let mut ticks = interval(BETWEEN_LOOKS);
    let looking = async {
        loop {
            ticks.tick().await;
            let n = probe.count(question).await.unwrap();
            if n > 0 {
                return n;
            }
        }
    };
    timeout(SETTLE, looking).await.unwrap_or(0)
}

#[tokio::test]
async fn every_fault_shows_at_first_hand() {
    let mut under_way = JoinSet::new();
    for (i, fault) in Fault::ALL.iter().enumerate() {
        under_way.spawn(async move {
            let sound = outcome(None, provocation(*fault)).await;
            let faulty = outcome(Some(*fault), provocation(*fault)).await;
            (i, *fault, sound, faulty)
        });
    }
    let mut outcomes = under_way.join_all().await;
    outcomes.sort_by_key(|(i, ..)| *i);
    let mut told = String::new();
    for (_, fault, sound, faulty) in &outcomes {
        writeln!(told, "{}\n    sound:  {sound}\n    faulty: {faulty}", fault.name()).unwrap();
    }
    expect_file!["./behaviour.txt"].assert_eq(&told);
    let alike: Vec<_> = outcomes.iter().filter(|(_, _, sound, faulty)| sound == faulty).collect();
    assert!(alike.is_empty(), "these faults do not show: {alike:#?}");
}
