//! Text with places for what is asked: `{stream_id}` and `{event_type}`.

const STREAM_ID: &str = "{stream_id}";
const EVENT_TYPE: &str = "{event_type}";

/// A text and its places. They are found once, so that what is inserted is never taken for a place itself.
#[derive(Debug, Clone)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    StreamId,
    EventType,
}

impl Template {
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (part, length) = if rest.starts_with(STREAM_ID) {
                (Part::StreamId, STREAM_ID.len())
            } else if rest.starts_with(EVENT_TYPE) {
                (Part::EventType, EVENT_TYPE.len())
            } else {
                let next =
                    [rest.find(STREAM_ID), rest.find(EVENT_TYPE)].into_iter().flatten().min();
                let length = next.unwrap_or(rest.len());
                (Part::Text(rest[..length].to_owned()), length)
            };
            parts.push(part);
            rest = &rest[length..];
        }
        Self(parts)
    }

    pub(crate) fn has_stream_id(&self) -> bool {
        self.0.contains(&Part::StreamId)
    }

    pub(crate) fn has_event_type(&self) -> bool {
        self.0.contains(&Part::EventType)
    }

    /// The text with these in its places. Whoever calls has made them harmless.
    pub(crate) fn fill(&self, stream_id: &str, event_type: &str) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::StreamId => stream_id,
            Part::EventType => event_type,
        });
        parts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, filled: &str) {
        assert_eq!(Template::parse(text).fill("S", "{stream_id}"), filled);
    }

    #[test]
    fn every_place_is_filled_and_nothing_else() {
        check("", "");
        check("plain {} {stream} {stream_id", "plain {} {stream} {stream_id");
        check("{stream_id}{stream_id}", "SS");
        check("直{event_type}/{stream_id}播", "直{stream_id}/S播");
    }
}
