//! Two teams play a match. Games, teams, players and heroes are invented.

use crate::world::text::script::{
    Bank::{self, Different, Number, OneOf, Row, Word},
    Moment, Script,
};

pub(in crate::world::text) const ESPORTS: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Word("game", "烬渊之战 | 星落传说 | 潮汐王冠 | 铁木竞技场 | 英勇回响"),
    Word(
        "cup",
        "海港杯 | 秋季大师赛 | 太平洋巡回赛 | 灯火邀请赛 | 大陆联赛 | 北境公开赛 | 城市争霸赛",
    ),
    Word("round", "小组赛 | 十六强赛 | 四分之一决赛 | 半决赛 | 总决赛"),
    Different(
        "team | rival",
        "赤彗战队 | 纸虎战队 | 夜鹭战队 | 铁莲战队 | 冰川九队 | 静默风暴 | 金鸢战队 | 盐狼战队 | \
         丝绒战队 | 钴狐战队 | 末轨战队 | 江王战队",
    ),
    Different(
        "player_a | player_b | player_c | rival_a | rival_b | rival_c",
        "红隼 | 小年糕 | Sable | 不眠 | 阿欧姆 | 羽管 | 晚星 | 海盐 | 西风 | 织布机 | 一苇 | \
         如尼 | 番红 | 山潭 | Umber | 灯芯 | 蓍草 | 太平 | 豆豆龙 | 火石 | 轻纱 | Kilo",
    ),
    Word("caster", "老陈 | 阿伦 | 小鹿 | 大白 | 南山 | 可乐"),
];

const PROPS: &[Bank] = &[
    OneOf("player", &["player_a", "player_b", "player_c"]),
    OneOf("enemy", &["rival_a", "rival_b", "rival_c"]),
    Row(
        "hero | skill",
        &[
            "唤烬者 | 余烬之墙",
            "守月人 | 银色跃袭",
            "破潮 | 暗流",
            "铜僧 | 百钟齐鸣",
            "荆棘女王 | 荆棘牢笼",
            "绞盘 | 钩锁",
            "老灯 | 最后的光",
            "雪盲 | 白茫",
            "守墓人 | 深根",
            "铸天者 | 天砧",
        ],
    ),
    Word("place", "河道 | 中路 | 龙坑 | 上野区 | 内塔 | 下路 | 高地"),
    Number("kills", 3, 5),
    Number("seconds", 4, 19),
    Number("gold", 2, 9),
    Number("health", 1, 60),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "{team}亮出奇招，{player}锁下{hero}",
        summary: "{cup}{round}，{team}最后一手选出本周无人使用的{hero}，全场哗然。解说{caster}直言：“要么天才，要么二十分钟结束。”",
        key_words: "{hero} | {team} | {player} | {cup} | 选人阶段 | {game}",
    },
    Moment {
        title: "一血诞生！{player}在{place}抓到{enemy}",
        summary: "{player}提前蹲守{place}，{hero}一记{skill}命中，{enemy}没等来队友就倒下了，{team}拿到一血。",
        key_words: "一血 | {player} | {place} | {skill} | {team} | {hero}",
    },
    Moment {
        title: "{health}点血逃生！{enemy}惊险脱身",
        summary: "{team}三人越塔强杀，{enemy}在{place}连躲三个技能，只剩{health}点血走回{rival}的泉水，还冲镜头挥了挥手。",
        key_words: "{enemy} | {health}点血 | {rival} | {place} | 极限逃生 | 越塔强杀",
    },
    Moment {
        title: "{player}抢龙成功，{rival}傻眼了",
        summary: "{rival}眼看就要拿下大龙，{player}操控{hero}翻墙而入，一发{skill}抢了下来。直播第{minute}分钟，全场起立。",
        key_words: "抢龙 | {player} | {rival} | {skill} | {hero} | 全场起立",
    },
    Moment {
        title: "{seconds}秒{kills}杀！这个{skill}放满了",
        summary: "{rival}在{place}抱团，{player}看准时机开出{skill}，{seconds}秒内击倒{kills}人，{team}的经济一下子领先{gold}千。",
        key_words: "{skill} | {seconds}秒 | {player} | {team} | 团战 | {kills}杀",
    },
    Moment {
        title: "{player}单挑{enemy}，残血反杀",
        summary: "{place}狭路相逢，{player}与{enemy}你来我往，最终{hero}剩{health}点血完成反杀，解说{caster}激动到破音。",
        key_words: "单挑 | {player} | {enemy} | 反杀 | {hero} | {caster}",
    },
    Moment {
        title: "{rival}反击！{place}被撕开口子",
        summary: "{enemy}连续两次先手抓人，{rival}形成人数优势，顺势推进{place}，{team}半分钟丢掉{gold}千经济。",
        key_words: "{rival} | {enemy} | {place} | {gold}千经济 | 反击 | {team}",
    },
    Moment {
        title: "一次暂停，换了一局比赛",
        summary: "因耳机故障暂停之后，{team}改变思路，五人直奔{place}。{hero}用{skill}率先开团，{rival}始终没有找到解法。",
        key_words: "暂停 | {team} | {hero} | {skill} | {rival} | 改变思路",
    },
    Moment {
        title: "没人想到的绕后，{player}一个人打穿",
        summary: "{rival}全员盯着{place}，{player}绕了大半张图出现在身后，{skill}接普攻，{seconds}秒拿下{kills}个人头。",
        key_words: "绕后 | {player} | {rival} | {skill} | {kills}个人头 | {seconds}秒",
    },
    Moment {
        title: "一夫当关！{enemy}一打三守住水晶",
        summary: "{team}已经准备庆祝，{enemy}带着{health}点血冲进人群，硬是在水晶前拦下三人，把{rival}留在了{round}。",
        key_words: "{enemy} | 一打三 | {rival} | {round} | 守住水晶 | {team}",
    },
    Moment {
        title: "{kills}连杀！全场高喊{player}",
        summary: "{player}在{place}附近接连找到机会，拿下{kills}连杀，最后一发{skill}连{rival}的替补席都鼓起了掌。",
        key_words: "{kills}连杀 | {player} | {skill} | {rival} | {place} | {game}",
    },
    Moment {
        title: "偷家对决，{team}快了{seconds}秒",
        summary: "双方谁也不回头，直冲对面水晶。{player}比{enemy}早{seconds}秒点掉最后一座塔，{caster}称之为{cup}最惊险的偷家。",
        key_words: "偷家 | {team} | {seconds}秒 | {player} | {cup} | 水晶",
    },
    Moment {
        title: "一波团灭，{team}拿下{round}",
        summary: "直播第{minute}分钟，{hero}在{place}用{skill}先手开团，{rival}被逐个击破，水晶应声而碎，{team}赢下{cup}{round}。",
        key_words: "{team} | {round} | {cup} | {hero} | 团灭 | {rival}",
    },
    Moment {
        title: "赛后采访：{player}说“这一手我们练了两周”",
        summary: "{player}在采访中解释{place}那波配合：他们用{hero}练了整整两周。最后也向{rival}的{enemy}表示了敬意。",
        key_words: "赛后采访 | {player} | {hero} | {rival} | {enemy} | {team}",
    },
];
