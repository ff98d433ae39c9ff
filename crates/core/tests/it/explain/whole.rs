//! Typical explanations from beginning to end, in both languages.

use expect_test::{Expect, expect};
use livehook_core::{
    CallbackKey, Signature,
    explain::{Language, Role},
};

use super::{KEY, T, explained};

#[track_caller]
fn check(body: impl AsRef<[u8]>, english: &Expect, chinese: &Expect) {
    for (language, expected) in [(Language::English, english), (Language::Chinese, chinese)] {
        let explanation = explained(body.as_ref(), language);
        let verdicts = explanation.steps.iter().filter(|step| step.kind.role() == Role::Verdict);
        assert_eq!(verdicts.count(), 1);
        let steps = explanation.steps.iter();
        let lines = steps.map(|step| format!("{}: {}\n", step.kind.as_str(), step.text));
        let shown = format!("{}\n{}", explanation.outcome.as_str(), lines.collect::<String>());
        expected.assert_eq(&shown);
    }
}

fn sign(key: &str, t: i64) -> String {
    Signature::of(&CallbackKey::new(key).unwrap(), &t.to_string()).to_string()
}

fn signed(key: &str, t: i64) -> String {
    format!(
        r#"{{"event_type":349,"appid":1,"domain":"push.example.test","path":"live","stream_id":"room42","items":[],"t":{t},"sign":"{}"}}"#,
        sign(key, t)
    )
}

#[test]
fn a_sound_callback() {
    check(
        signed(KEY, T),
        &expect![[r#"
            accepted
            body: read 160 bytes
            event: it is a callback: event type 349, Smart Highlight, stream "room42"
            highlight: the content is a highlight: clips 0, fields that no document names 0
            time: t is 1761129434 (2025-10-22 10:37:14 UTC), 7 min 14 s ahead
            keys: the source `default` has these keys: `current`
            matched: sign is MD5(key + t) with the key `current`
            accepted: accepted: the sender is genuine; sign says nothing about the content
        "#]],
        &expect![[r#"
            accepted
            body: 读取了 160 字节
            event: 这是回调：事件类型 349，高光切片，流 "room42"
            highlight: 内容是高光切片：片段 0 个，文档未提及的字段 0 个
            time: t 是 1761129434（2025-10-22 10:37:14 UTC），还有 7 分 14 秒
            keys: 来源 `default` 的密钥：`current`
            matched: sign 等于 MD5(key + t)，密钥是 `current`
            accepted: 接受：发送方真实；sign 并不说明内容是否被改动
        "#]],
    );
}

#[test]
fn an_expired_callback() {
    check(
        signed(KEY, 1_761_128_577),
        &expect![[r#"
        late
        body: read 160 bytes
        event: it is a callback: event type 349, Smart Highlight, stream "room42"
        highlight: the content is a highlight: clips 0, fields that no document names 0
        time: t is 1761128577 (2025-10-22 10:22:57 UTC), 7 min 3 s ago
        keys: the source `default` has these keys: `current`
        matched: sign is MD5(key + t) with the key `current`
        late: refused as expired: the sender is genuine, but t passed 7 min 3 s ago; compare this machine's clock, and let the callback be delivered again with a fresh t
    "#]],
        &expect![[r#"
            late
            body: 读取了 160 字节
            event: 这是回调：事件类型 349，高光切片，流 "room42"
            highlight: 内容是高光切片：片段 0 个，文档未提及的字段 0 个
            time: t 是 1761128577（2025-10-22 10:22:57 UTC），已过去 7 分 3 秒
            keys: 来源 `default` 的密钥：`current`
            matched: sign 等于 MD5(key + t)，密钥是 `current`
            late: 拒绝，已过期（expired）：发送方真实，但 t 已过去 7 分 3 秒；请核对本机时钟，并让对方用新的 t 重新投递
        "#]],
    );
}

#[test]
fn t_before_key() {
    let sign = hex::encode(<md5::Md5 as md5::Digest>::digest(format!("{T}{KEY}")));
    check(
        format!(r#"{{"event_type":349,"t":{T},"sign":"{sign}"}}"#),
        &expect![[r#"
            refused
            body: read 75 bytes
            event: it is a callback: event type 349, Smart Highlight, no stream named
            misfit: the content does not fit its event type at ".", "missing field `appid`"; that alone is no reason to refuse it
            time: t is 1761129434 (2025-10-22 10:37:14 UTC), 7 min 14 s ahead
            keys: the source `default` has these keys: `current`
            refused: refused as forged: sign is MD5(key + t) with none of these keys
            t_before_key: sign would match with t before the key; hash the key first, then t; the key is `current`
        "#]],
        &expect![[r#"
            refused
            body: 读取了 75 字节
            event: 这是回调：事件类型 349，高光切片，没有流名
            misfit: 内容与事件类型不符，位置 "."，"missing field `appid`"；这本身不是拒绝的理由
            time: t 是 1761129434（2025-10-22 10:37:14 UTC），还有 7 分 14 秒
            keys: 来源 `default` 的密钥：`current`
            refused: 拒绝（forged）：sign 与此来源的任何密钥都不匹配
            t_before_key: 若 t 在密钥之前则匹配；请先写密钥，再写 t；密钥是 `current`
        "#]],
    );
}

#[test]
fn the_key_of_another_source() {
    check(
        signed("anotherSourcesKey", T),
        &expect![[r#"
            refused
            body: read 160 bytes
            event: it is a callback: event type 349, Smart Highlight, stream "room42"
            highlight: the content is a highlight: clips 0, fields that no document names 0
            time: t is 1761129434 (2025-10-22 10:37:14 UTC), 7 min 14 s ahead
            keys: the source `default` has these keys: `current`
            refused: refused as forged: sign is MD5(key + t) with none of these keys
            other_source: sign would match with the key `theirs` of the source `other`; send it to that source's path, or give this source the key
        "#]],
        &expect![[r#"
            refused
            body: 读取了 160 字节
            event: 这是回调：事件类型 349，高光切片，流 "room42"
            highlight: 内容是高光切片：片段 0 个，文档未提及的字段 0 个
            time: t 是 1761129434（2025-10-22 10:37:14 UTC），还有 7 分 14 秒
            keys: 来源 `default` 的密钥：`current`
            refused: 拒绝（forged）：sign 与此来源的任何密钥都不匹配
            other_source: 用来源 `other` 的密钥 `theirs` 可以匹配；请发送到那个来源的路径，或把该密钥配置给本来源
        "#]],
    );
}

#[test]
fn a_forgery_that_nothing_explains() {
    let body = format!(
        "{{\"event_type\":990349,\"stream_id\":\"\\u001b[31m\u{202e}x\",\"t\":{T},\"sign\":\"{}\"}}",
        "0".repeat(32)
    );
    check(
        body,
        &expect![[r#"
            refused
            body: read 107 bytes
            event: it is a callback: event type 990349, which no document names, stream "\u{1b}[31m\u{202e}x"
            time: t is 1761129434 (2025-10-22 10:37:14 UTC), 7 min 14 s ahead
            keys: the source `default` has these keys: `current`
            refused: refused as forged: sign is MD5(key + t) with none of these keys
            no_mistake: none of the known mistakes explains sign: it was made with another key or for another t, or it was changed; set the key of the console's callback template here, and wait 10 minutes after a change there
        "#]],
        &expect![[r#"
            refused
            body: 读取了 107 字节
            event: 这是回调：事件类型 990349，文档中没有，流 "\u{1b}[31m\u{202e}x"
            time: t 是 1761129434（2025-10-22 10:37:14 UTC），还有 7 分 14 秒
            keys: 来源 `default` 的密钥：`current`
            refused: 拒绝（forged）：sign 与此来源的任何密钥都不匹配
            no_mistake: 已知的错误都无法解释这个 sign：它用了别的密钥或别的 t，或者被改动过；请在此处配置控制台回调模板中的密钥，控制台修改后需等待 10 分钟生效
        "#]],
    );
}

#[test]
fn a_form() {
    check(
        "event_type=349&t=1&sign=2",
        &expect![[r#"
        refused
        body: read 25 bytes
        refused: refused as not_json: the body is not JSON (line 1, column 1); send one JSON object, without a byte order mark and not as a form
        looks_like_form: it looks like this: the body is a form (a=1&b=2); send one JSON object, with t and sign as its fields
    "#]],
        &expect![[r#"
        refused
        body: 读取了 25 字节
        refused: 拒绝（not_json）：正文不是 JSON（第 1 行第 1 列）；请发送一个 JSON 对象，不带字节顺序标记，也不要用表单
        looks_like_form: 看起来是这样：正文是表单（a=1&b=2）；请发送一个 JSON 对象，t 和 sign 是其中的字段
    "#]],
    );
}

#[test]
fn t_in_milliseconds_and_signed_so() {
    check(
        signed(KEY, T * 1_000),
        &expect![[r#"
        refused
        body: read 163 bytes
        event: it is a callback: event type 349, Smart Highlight, stream "room42"
        highlight: the content is a highlight: clips 0, fields that no document names 0
        time: t is 1761129434000, 20363059 d 2 h ahead
        keys: the source `default` has these keys: `current`
        matched: sign is MD5(key + t) with the key `current`
        early: refused as far ahead: the sender is genuine, but t is 20363059 d 2 h ahead and the policy allows 1 d; compare both clocks
        milliseconds: t looks like milliseconds; send seconds, and sign what you send
    "#]],
        &expect![[r#"
            refused
            body: 读取了 163 字节
            event: 这是回调：事件类型 349，高光切片，流 "room42"
            highlight: 内容是高光切片：片段 0 个，文档未提及的字段 0 个
            time: t 是 1761129434000，还有 20363059 天 2 小时
            keys: 来源 `default` 的密钥：`current`
            matched: sign 等于 MD5(key + t)，密钥是 `current`
            early: 拒绝，t 太远（far_future）：发送方真实，但 t 还有 20363059 天 2 小时 才到，策略只允许 1 天；请核对双方时钟
            milliseconds: t 看起来是毫秒；请发送秒，并对所发送的数字签名
        "#]],
    );
}

#[test]
fn t_as_a_float() {
    let body = signed(KEY, T).replace(&format!("\"t\":{T}"), &format!("\"t\":{T}.0"));
    check(
        body,
        &expect![[r#"
            refused
            body: read 162 bytes
            event: it is a callback: event type 349, Smart Highlight, stream "room42"
            highlight: the content is a highlight: clips 0, fields that no document names 0
            odd_t: t is written "1761129434.0", which is not a second by its plain digits
            keys: the source `default` has these keys: `current`
            refused: refused as t_not_canonical: t has a fraction; send Unix seconds as an integer without sign, leading zeros, fraction or exponent
            plain_t_fits: sign is right for t written 1761129434, with the key `current`; send these digits
        "#]],
        &expect![[r#"
            refused
            body: 读取了 162 字节
            event: 这是回调：事件类型 349，高光切片，流 "room42"
            highlight: 内容是高光切片：片段 0 个，文档未提及的字段 0 个
            odd_t: t 写成了 "1761129434.0"，不是整数秒的数字
            keys: 来源 `default` 的密钥：`current`
            refused: 拒绝（t_not_canonical）：t 有小数部分；请发送整数形式的 Unix 秒，不带正负号、前导零、小数和指数
            plain_t_fits: 若 t 写成 1761129434，用密钥 `current` 则匹配；请发送这些数字
        "#]],
    );
}

#[test]
fn nothing_signed() {
    check(
        r#"{"items":[]}"#,
        &expect![[r#"
            refused
            body: read 12 bytes
            event: it is a callback: no event type, no stream named
            keys: the source `default` has these keys: `current`
            refused: refused as unsigned: t and sign are absent, and this source has a key; set the same callback key in the console's callback template
        "#]],
        &expect![[r#"
            refused
            body: 读取了 12 字节
            event: 这是回调：没有事件类型，没有流名
            keys: 来源 `default` 的密钥：`current`
            refused: 拒绝（unsigned）：没有 t 和 sign，而此来源配置了密钥；请在控制台的回调模板中设置相同的密钥
        "#]],
    );
}

#[test]
fn streamlive() {
    check(
        r#"{"data":{"event_type":329}}"#,
        &expect![[r#"
        refused
        body: read 27 bytes
        refused: refused as streamlive: everything stands under `data`: this is a StreamLive callback, a different product; point it at another URL
    "#]],
        &expect![[r#"
        refused
        body: 读取了 27 字节
        refused: 拒绝（streamlive）：内容都在 `data` 之下：这是另一个产品 StreamLive 的回调；请让它使用别的地址
    "#]],
    );
}

#[test]
fn a_misfit_in_upper_case() {
    let body = format!(
        r#"{{"event_type":349,"items":{{}},"t":{T},"sign":"{}"}}"#,
        sign(KEY, T).to_uppercase()
    );
    check(
        body,
        &expect![[r#"
            accepted
            body: read 86 bytes
            event: it is a callback: event type 349, Smart Highlight, no stream named
            misfit: the content does not fit its event type at "items", "invalid type: map, expected a sequence"; that alone is no reason to refuse it
            time: t is 1761129434 (2025-10-22 10:37:14 UTC), 7 min 14 s ahead
            keys: the source `default` has these keys: `current`
            matched: sign is MD5(key + t) with the key `current`
            upper_case: sign is in upper case, which is accepted; Tencent writes lower case
            accepted: accepted: the sender is genuine; sign says nothing about the content
        "#]],
        &expect![[r#"
            accepted
            body: 读取了 86 字节
            event: 这是回调：事件类型 349，高光切片，没有流名
            misfit: 内容与事件类型不符，位置 "items"，"invalid type: map, expected a sequence"；这本身不是拒绝的理由
            time: t 是 1761129434（2025-10-22 10:37:14 UTC），还有 7 分 14 秒
            keys: 来源 `default` 的密钥：`current`
            matched: sign 等于 MD5(key + t)，密钥是 `current`
            upper_case: sign 是大写，可以接受；腾讯云发送的是小写
            accepted: 接受：发送方真实；sign 并不说明内容是否被改动
        "#]],
    );
}
