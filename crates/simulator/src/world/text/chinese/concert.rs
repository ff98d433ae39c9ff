//! A band plays a show. Bands and songs are invented.

use crate::world::text::script::{
    Bank::{self, Different, Number, OneOf, Person, Row, Word},
    Moment,
    PersonName::ChineseFull,
    Script,
};

pub(in crate::world::text) const CONCERT: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Word(
        "band",
        "纸灯笼乐队 | 末班渡轮 | 万寿菊乐队 | 空松林 | 天鹅绒车站 | 蓝色厨房 | 七把伞乐队 | \
         安静引擎 | 海盐电台 | 小子午线 | 慢潮乐队",
    ),
    Person("singer", ChineseFull),
    Row(
        "strings | strings_part",
        &[
            "吉他 | 一段从单弦开始的独奏",
            "贝斯 | 一段让地板发颤的低音",
            "小提琴 | 比录音高八度的旋律",
            "古筝 | 一串由慢到快的刮奏",
            "琵琶 | 一段急如骤雨的轮指",
        ],
    ),
    Person("strings_player", ChineseFull),
    Row(
        "rhythm | rhythm_part",
        &[
            "钢琴 | 两分钟安静的前奏",
            "架子鼓 | 一段八分之七拍的鼓点",
            "大鼓 | 三声让全场安静下来的鼓",
            "键盘 | 一个铺满全场的和弦",
        ],
    ),
    Person("rhythm_player", ChineseFull),
    Row(
        "wind | wind_part",
        &[
            "萨克斯 | 一个让全场屏住呼吸的长音",
            "竹笛 | 一段儿时的小调",
            "小号 | 从观众席后方传来的一声呼唤",
            "口琴 | 一段边走边吹的老歌",
        ],
    ),
    Person("wind_player", ChineseFull),
    Number("crowd", 1, 6),
    Row(
        "city | venue",
        &[
            "成都 | 东郊的老厂房",
            "厦门 | 海边露天剧场",
            "武汉 | 江滩大舞台",
            "西安 | 城墙下的广场",
            "杭州 | 湖畔音乐厅",
            "大连 | 星光体育馆",
            "长沙 | 橘洲草坪",
            "昆明 | 植物园花房",
            "重庆 | 山顶观景台",
            "苏州 | 运河边的旧仓库",
        ],
    ),
    Word("tour", "慢天气 | 归途 | 十个夏天 | 没有地图 | 北方的光 | 雨后"),
    Different(
        "song_a | song_b | song_c | song_d | song_e | new_song",
        "玻璃港湾 | 留到天亮 | 电话线 | 半边天空 | 冬天的外套 | 借来的车 | 卫星小镇 | 萤火季节 | \
         写给六月的信 | 退潮 | 十七层楼 | 慢舞 | 黄雨伞 | 末班列车 | 纸月亮",
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
    Person("guest", ChineseFull),
    Number("years", 3, 15),
    Number("bpm", 72, 148),
    Word(
        "light",
        "金色的灯光 | 满场手机灯海 | 一束白色追光 | 漫天纸雪 | 蓝色激光 | 缓缓流动的极光",
    ),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "{band}以《{song}》开场，全场沸腾",
        summary: "灯光全暗，{light}亮起，{band}用《{song}》拉开今晚的序幕。主唱{singer}向{city}问好：“这一晚，我们等了{years}年。”",
        key_words: "{band} | 《{song}》 | {city} | {singer} | 开场 | {light}",
    },
    Moment {
        title: "{crowd}万人大合唱《{song}》",
        summary: "《{song}》唱到第二段副歌，{singer}退后一步，把话筒交给观众，{venue}里{crowd}万人一字不差地唱完。",
        key_words: "《{song}》 | {crowd}万人 | {singer} | 大合唱 | {venue} | 副歌",
    },
    Moment {
        title: "{player}{instrument}独奏，掌声不断",
        summary: "《{song}》中段，{player}走到台前，带来{part}。{singer}蹲在舞台边上，静静地听完。",
        key_words: "{instrument}独奏 | {player} | 《{song}》 | {singer} | {band}",
    },
    Moment {
        title: "慢版《{song}》，{light}下的温柔",
        summary: "{band}把《{song}》放慢一半来唱，{light}洒满舞台，最后一段只剩{instrument}和人声。",
        key_words: "《{song}》 | 慢版 | {light} | {instrument} | {band} | 抒情",
    },
    Moment {
        title: "{singer}讲述《{song}》背后的故事",
        summary: "两首歌之间，{singer}坐在台边讲起《{song}》：{years}年前写在去{city}的夜班车上。随后乐队按当晚的样子唱了一遍。",
        key_words: "{singer} | 《{song}》 | {years}年前 | {city} | 创作故事 | {band}",
    },
    Moment {
        title: "神秘嘉宾{guest}空降，合唱《{song}》",
        summary: "事先毫无预告，{guest}突然走上台与{band}合唱《{song}》，{venue}瞬间沸腾，两个人共用一支话筒唱到最后。",
        key_words: "神秘嘉宾 | {guest} | 《{song}》 | {band} | 合唱 | {venue}",
    },
    Moment {
        title: "新歌《{new_song}》现场首唱",
        summary: "{band}首次现场演唱新歌《{new_song}》，{singer}第二段忘词，自己先笑了，重来一遍换来更热烈的掌声。",
        key_words: "新歌 | 《{new_song}》 | {band} | {singer} | 忘词 | 现场首唱",
    },
    Moment {
        title: "《{song}》一响，{venue}全体起跳",
        summary: "每分钟{bpm}拍，{light}，没有一个人坐得住，《{song}》把{venue}变成了大舞池，{player}用{instrument}把最后一段副歌又推高一层。",
        key_words: "《{song}》 | {venue} | {player} | {instrument} | 全体起跳 | {band}",
    },
    Moment {
        title: "停电也不停唱！{band}不插电救场",
        summary: "直播第{minute}分钟音响突然断电，{singer}不用话筒清唱《{song}》，{player}用{instrument}轻声伴奏，{city}的观众跟着一起唱。",
        key_words: "停电 | {band} | 《{song}》 | {singer} | 不插电 | {city}",
    },
    Moment {
        title: "{singer}走进观众席，和歌迷合唱",
        summary: "唱到《{song}》，{singer}翻过围栏，穿过{venue}的人群，和名叫{guest}的歌迷搭着肩唱完最后一段。",
        key_words: "{singer} | 《{song}》 | 歌迷 | {venue} | 走进观众席 | {guest}",
    },
    Moment {
        title: "台上过生日🎂，{crowd}万人送祝福",
        summary: "《{song}》唱到一半突然停下，{band}推出蛋糕，原来今天是{player}的生日，{crowd}万人一起唱生日歌，跑调也感动。",
        key_words: "生日 | {player} | {band} | {crowd}万人 | 《{song}》 | 蛋糕",
    },
    Moment {
        title: "{city}今夜星光：《{song}》全场灯海",
        summary: "唱《{song}》时场灯全灭，只剩{light}和{crowd}万人的和声。{singer}沉默了很久，只说了一句：“谢谢你，{city}。”",
        key_words: "《{song}》 | {city} | {singer} | {light} | 全场灯海 | {tour}巡演",
    },
    Moment {
        title: "返场前最后一首：《{song}》",
        summary: "“{tour}”巡演正式曲目在《{song}》中收尾，{player}献上{part}。灯还没亮，安可声已经响成一片。",
        key_words: "《{song}》 | “{tour}”巡演 | {player} | 安可 | 返场 | {band}",
    },
    Moment {
        title: "安可！{band}舍不得离开{city}",
        summary: "{band}返场再唱《{song}》，鞠躬、离场、又跑回来。{light}里，{singer}逐一介绍台上每个人，最后是{instrument}手{player}。",
        key_words: "安可 | {band} | {city} | 《{song}》 | {singer} | 谢幕",
    },
];
