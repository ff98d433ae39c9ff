//! Chinese, simplified.

use super::moment;
use crate::explain::body::Look;
use crate::explain::finding::{Finding, FromNow};
use crate::explain::mistake::Mistake;
use crate::{Event, EventType, KeyId, MAX_DEPTH, Refusal, Seconds, TProblem, UnixSeconds};

pub(super) fn text(finding: &Finding) -> String {
    match finding {
        Finding::Body { bytes } => format!("读取了 {bytes} 字节"),
        Finding::Event { event_type, stream } => event(*event_type, stream.as_deref()),
        Finding::Highlight { clips, unknown_fields } => {
            format!("内容是高光切片：片段 {clips} 个，文档未提及的字段 {unknown_fields} 个")
        }
        Finding::Misfit { path, problem } => {
            format!("内容与事件类型不符，位置 {path}，{problem}；这本身不是拒绝的理由")
        }
        Finding::Time { t, from_now } => time(*t, *from_now),
        Finding::OddT { json } => format!("t 写成了 {json}，不是整数秒的数字"),
        Finding::Milliseconds => "t 看起来是毫秒；请发送秒，并对所发送的数字签名".to_owned(),
        Finding::UnsignedSource { source } => {
            format!("来源 `{source}` 不验签：不看 t 和 sign，任何人都能向它发送")
        }
        Finding::Keys { source, ids } => format!("来源 `{source}` 的密钥：{}", listed(ids)),
        Finding::Matched { id } => format!("sign 等于 MD5(key + t)，密钥是 `{id}`"),
        Finding::UpperCase => "sign 是大写，可以接受；腾讯云发送的是小写".to_owned(),
        Finding::Domains { named, own } => {
            format!("正文中的域名：{}；来源的域名：{}", or_none(named), or_none(own))
        }
        Finding::Looks(look) => format!("看起来是这样：{}", looks(*look)),
        Finding::Mistake { mistake, id } => format!("{}；密钥是 `{id}`", mistaken(*mistake)),
        Finding::OtherSource { source, id } => format!(
            "用来源 `{source}` 的密钥 `{id}` 可以匹配；请发送到那个来源的路径，或把该密钥配置给本来源"
        ),
        Finding::NoMistake => "已知的错误都无法解释这个 sign：它用了别的密钥或别的 t，或者被改动过；请在此处配置控制台回调模板中的密钥，控制台修改后需等待 10 分钟生效".to_owned(),
        Finding::PlainTFits { id, digits } => {
            format!("若 t 写成 {digits}，用密钥 `{id}` 则匹配；请发送这些数字")
        }
        Finding::OddTHashed { id } => {
            format!("sign 对应 t 现在的写法，密钥是 `{id}`；请写成普通数字，并对其签名")
        }
        verdict => verdict_text(verdict),
    }
}

fn verdict_text(finding: &Finding) -> String {
    match finding {
        Finding::AcceptedLate { by } => format!("按策略接受，虽然 t 已过去 {}", span(*by)),
        Finding::Late { by } => format!(
            "拒绝，已过期（expired）：发送方真实，但 t 已过去 {}；请核对本机时钟，并让对方用新的 t 重新投递",
            span(*by)
        ),
        Finding::Early { by, cap } => format!(
            "拒绝，t 太远（far_future）：发送方真实，但 t 还有 {} 才到，策略只允许 {}；请核对双方时钟",
            span(*by),
            span(*cap)
        ),
        Finding::AcceptedUnverified => "接受，但发送方未经验证，因为来源不验签".to_owned(),
        Finding::Refused(refusal) => format!("拒绝（{}）：{}", refusal.code(), refused(refusal)),
        _ => "接受：发送方真实；sign 并不说明内容是否被改动".to_owned(),
    }
}

fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotUtf8 { offset } => {
            format!("正文不是 UTF-8（第一个错误字节的偏移量 {offset}）；请发送 UTF-8 编码的 JSON")
        }
        Refusal::NotJson { line, column } => format!(
            "正文不是 JSON（第 {line} 行第 {column} 列）；请发送一个 JSON 对象，不带字节顺序标记，也不要用表单"
        ),
        Refusal::NotObject => "正文是 JSON，但不是对象；回调是一个 JSON 对象".to_owned(),
        Refusal::RepeatedField { name } => {
            format!("顶层字段 `{name}` 出现不止一次；以哪个为准只能靠猜")
        }
        Refusal::TooDeep => {
            format!("数组和对象的嵌套超过 {MAX_DEPTH} 层；文档中的回调都不超过 6 层")
        }
        Refusal::StreamLive => {
            "内容都在 `data` 之下：这是另一个产品 StreamLive 的回调；请让它使用别的地址".to_owned()
        }
        Refusal::Unsigned => {
            "没有 t 和 sign，而此来源配置了密钥；请在控制台的回调模板中设置相同的密钥".to_owned()
        }
        Refusal::TMissing => "有 sign 而没有 t；两者要么都有，要么都没有".to_owned(),
        Refusal::SignMissing => "有 t 而没有 sign；两者要么都有，要么都没有".to_owned(),
        Refusal::TNull => "t 是 null；请发送整数形式的 Unix 秒".to_owned(),
        Refusal::TNotCanonical(problem) => format!(
            "t {}；请发送整数形式的 Unix 秒，不带正负号、前导零、小数和指数",
            t_problem(*problem)
        ),
        Refusal::SignNull => "sign 是 null；请发送 MD5(key + t) 的 32 位十六进制数字".to_owned(),
        Refusal::SignMalformed => "sign 不是 32 位十六进制数字；请发送 MD5(key + t)".to_owned(),
        Refusal::Forged => "sign 与此来源的任何密钥都不匹配".to_owned(),
        Refusal::Scope => {
            "正文中的推流域名不属于此来源；请把它加入来源的域名，或发送到别的路径".to_owned()
        }
    }
}

const fn t_problem(problem: TProblem) -> &'static str {
    match problem {
        TProblem::WrongType => "既不是数字也不是数字文本",
        TProblem::Negative => "是负数",
        TProblem::LeadingZero => "有前导零",
        TProblem::Fraction => "有小数部分",
        TProblem::Exponent => "有指数",
        TProblem::NotDigits => "是含有其他字符的文本",
        TProblem::OutOfRange => "超出 64 位有符号整数",
    }
}

fn event(event_type: EventType, stream: Option<&str>) -> String {
    let event = match event_type {
        EventType::Number(Event::HIGHLIGHT) => "事件类型 349，高光切片".to_owned(),
        EventType::Number(number) if Event::DOCUMENTED_TYPES.contains(&number) => {
            format!("事件类型 {number}")
        }
        EventType::Number(number) => format!("事件类型 {number}，文档中没有"),
        EventType::Absent => "没有事件类型".to_owned(),
        EventType::NotAnInteger => "事件类型不是整数".to_owned(),
    };
    match stream {
        Some(stream) => format!("这是回调：{event}，流 {stream}"),
        None => format!("这是回调：{event}，没有流名"),
    }
}

fn time(t: UnixSeconds, from_now: FromNow) -> String {
    let date = moment::utc(t).map(|date| format!("（{date}）")).unwrap_or_default();
    match from_now {
        FromNow::Ahead(by) => format!("t 是 {t}{date}，还有 {}", span(by)),
        FromNow::Now => format!("t 是 {t}{date}，就是这一秒"),
        FromNow::Past(by) => format!("t 是 {t}{date}，已过去 {}", span(by)),
    }
}

fn span(seconds: Seconds) -> String {
    moment::span(seconds, ["天", "小时", "分", "秒"])
}

fn listed(ids: &[KeyId]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join("、")
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() { "没有可读的".to_owned() } else { names.join("、") }
}

const fn looks(look: Look) -> &'static str {
    match look {
        Look::Empty => "正文是空的；请检查发送方是否设置了正文，代理是否把它丢掉了",
        Look::Compressed => "正文被压缩过；请原样发送",
        Look::Utf16 => "文本是 UTF-16；请用 UTF-8 编码",
        Look::Marked => "文本前有字节顺序标记（BOM）；请使用不带 BOM 的 UTF-8",
        Look::Markup => "正文是 XML 或 HTML，也许是错误页面；请发送 JSON",
        Look::Form => "正文是表单（a=1&b=2）；请发送一个 JSON 对象，t 和 sign 是其中的字段",
        Look::EncodedTwice => "回调被编码了两次：对象成了 JSON 文本；请只编码一次",
        Look::Commented => "其中有注释；JSON 没有注释",
        Look::TrailingComma => "右括号前有多余的逗号；请删除",
        Look::SingleQuoted => "用了单引号；JSON 用双引号",
        Look::Truncated => "结尾缺失；请比较发送和收到的长度",
    }
}

const fn mistaken(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::TBeforeKey => "若 t 在密钥之前则匹配；请先写密钥，再写 t",
        Mistake::KeyAtBothEnds => "若密钥前后各一次则匹配；请只写密钥和 t",
        Mistake::Separator => "若密钥和 t 之间有别的内容则匹配；两者之间什么都不要加",
        Mistake::NewlineAtEnd => "若末尾有换行则匹配；请用 printf 或 `echo -n` 代替 echo",
        Mistake::KeyWithNewline => "若密钥之后有换行则匹配；从文件读取密钥时请去掉换行",
        Mistake::KeyWithBlank => "若密钥首尾有空白则匹配；请在发送方去掉空白",
        Mistake::OurKeyHasBlanks => "若去掉密钥首尾的空白则匹配；请从此处配置的密钥中去掉空白",
        Mistake::KeyInQuotes => "若密钥带引号则匹配；请在发送方去掉引号",
        Mistake::KeyInOtherCase => "若密钥改成大写或小写则匹配；请保持密钥的大小写",
        Mistake::KeyUrlEncoded => "若密钥经过 URL 编码则匹配；请直接使用密钥",
        Mistake::KeyHashedFirst => "若用密钥的 MD5 代替密钥则匹配；请直接使用密钥",
        Mistake::NoKey => "sign 是空密钥的签名；发送方没有配置密钥，任何人都能做出这样的 sign",
        Mistake::TInMilliseconds => "若 t 用毫秒则匹配；请对所发送的数字签名",
        Mistake::TInSeconds => "若 t 用秒则匹配；发送的 t 也请用秒",
        Mistake::TIsTimeOfSending => {
            "sign 对应晚 600 秒的 t：发送的 t 是发送时间；请发送签名所用的过期时间"
        }
        Mistake::TimeOfSendingHashed => {
            "sign 对应早 600 秒的 t：签名用了发送时间；请对所发送的过期时间签名"
        }
        Mistake::TInQuotes => "若 t 带引号则匹配；请只用数字",
        Mistake::TWithFraction => "若 t 带小数则匹配；请用整数的数字",
        Mistake::Sha1 => "sign 是 SHA-1 而不是 MD5；协议规定用 MD5",
        Mistake::Sha256 => "sign 是 SHA-256 而不是 MD5；协议规定用 MD5",
        Mistake::HmacMd5 => "sign 是 HMAC-MD5 而不是 MD5；请把密钥和 t 连成一个文本再计算",
        Mistake::HmacSha1 => "sign 是 HMAC-SHA1 而不是 MD5；请把密钥和 t 连成一个文本，用 MD5 计算",
        Mistake::HmacSha256 => {
            "sign 是 HMAC-SHA256 而不是 MD5；请把密钥和 t 连成一个文本，用 MD5 计算"
        }
        Mistake::DoubleMd5 => "sign 是 MD5 的 MD5；请只计算一次",
        Mistake::ShortMd5 => "sign 是截短的 MD5；请发送全部 32 位数字",
        Mistake::Base64 => "sign 是正确摘要的 base64；请写成 32 位十六进制数字",
        Mistake::Decorated => "sign 的数字正确，但前后有别的字符；请只发送 32 位数字",
        Mistake::BodyHashed => "sign 包含了正文；请只对密钥和 t 计算",
    }
}
