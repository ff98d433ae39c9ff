//! Screenshots (event 200).

use serde_json::{Map, Value, json};

use super::{Oddity, scenery::Scenery, tree};

pub(super) fn plain(scenery: &mut Scenery<'_>) -> Value {
    let push = scenery.push();
    let object =
        format!("{}/{}-screenshot-{}.jpg", scenery.path(), scenery.stream(), scenery.begin());
    json!({
        "app": scenery.domain(),
        "appname": scenery.path(),
        "channel_id": scenery.stream(),
        "create_time": scenery.begin(),
        "file_size": scenery.draws.between(20_000..=200_000),
        "height": push.height,
        "pic_full_url": scenery.object_url(&object),
        "pic_url": format!("/{object}"),
        "stream_id": scenery.stream(),
        "stream_param": push.stream_param,
        "task_id": scenery.id(),
        "width": push.width,
    })
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>) {
    if oddity == Oddity::NoTaskId {
        tree::remove(content, &["task_id"]);
    }
}
