//! A host sells goods.

use crate::world::text::script::{
    Bank::{self, Number, Person, PriceCut, Row, Word},
    Moment,
    PersonName::ChineseFull,
    Script,
};

pub(in crate::world::text) const COMMERCE: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Word("host", "小满 | 阿宁 | 果果 | 大鹏 | 橙子 | 木木 | 老周 | 七七 | 豆豆姐 | 阿泽"),
    Person("helper", ChineseFull),
    Word(
        "shop",
        "青禾家居 | 半亩茶田 | 云朵母婴 | 山野集 | 一间棉铺 | 海边小厨 | 老街好物 | 拾光美妆 | \
         北岸户外 | 早安杂货",
    ),
];

const PROPS: &[Bank] = &[
    Row(
        "product | unit | base | feature | test",
        &[
            "老粗布床单 | 套 | 128 | 全棉加密织造 | 现场用力拉扯，边角一点没变形",
            "手持无线吸尘器 | 台 | 399 | 续航四十分钟 | 一碗撒在地上的大米，一遍就吸干净",
            "麦饭石不粘锅 | 口 | 169 | 涂层不含全氟化合物 | 不放油煎蛋，轻轻一晃就滑出来",
            "新会陈皮 | 罐 | 198 | 十年陈化、一罐一码 | 掰开一片，油室清清楚楚",
            "儿童保温杯 | 个 | 89 | 316不锈钢内胆 | 装满水倒扣在手机上，一滴不漏",
            "烟酰胺精华 | 瓶 | 159 | 5%烟酰胺配方 | 滴在手背上，十秒就吸收",
            "户外折叠椅 | 把 | 139 | 承重一百五十公斤 | 两个人一起坐上去，纹丝不动",
            "降噪蓝牙耳机 | 副 | 299 | 续航三十小时 | 吹风机开到最大，通话依然清楚",
            "高山云雾茶 | 盒 | 118 | 明前一芽一叶 | 热水一冲，香味满屋都是",
            "羊绒围巾 | 条 | 369 | 双股山羊绒 | 整条围巾从戒指里穿了过去",
            "五常大米 | 袋 | 79 | 当季新米、现磨现发 | 电饭煲一开盖，米粒颗颗分明",
            "桑蚕丝枕套 | 对 | 239 | 二十二姆米真丝 | 抽一根丝点燃，灰一捻就碎",
            "扫地机器人 | 台 | 1999 | 自动洗拖布、热风烘干 | 绕过满地玩具线，一圈下来地面干干净净",
            "赣南脐橙 | 箱 | 49 | 树上现摘、坏果包赔 | 一刀切开，汁水顺着手往下流",
            "加绒冲锋衣 | 件 | 459 | 压胶防水、内胆可拆 | 一壶水浇在肩上，全滚了下来",
            "竹纤维毛巾 | 包 | 39 | 不掉毛、不发硬 | 泡在水里搓了一分钟，水还是清的",
        ],
    ),
    PriceCut("base"),
    Number("link", 1, 36),
    Number("stock", 50, 3_000),
    Number("sold", 800, 36_000),
    Number("seconds", 8, 58),
    Word("city", "成都 | 沈阳 | 长沙 | 佛山 | 西安 | 青岛 | 昆明 | 合肥 | 南宁 | 哈尔滨"),
    Word(
        "gift",
        "一只帆布袋 | 同款小样 | 十元无门槛券 | 运费险 | 一份礼盒包装 | 一张免单券 | 满减券",
    ),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "开播福利：{product}直降{off}元",
        summary: "{shop}今晚一开播就上{link}号链接，{product}日常价{was}元，前{stock}单只要{price}元。{host}承诺，守到下播的观众还能领{gift}。",
        key_words: "开播福利 | {product} | 直降{off}元 | {link}号链接 | {shop} | 前{stock}单",
    },
    Moment {
        title: "{host}现场开箱{product}",
        summary: "{host}把{product}从箱子里拿出来，镜头拉近看细节，重点讲了{feature}。随后现场演示：{test}。",
        key_words: "现场开箱 | {product} | {feature} | {host} | 细节展示",
    },
    Moment {
        title: "不信就当场试！{product}实测",
        summary: "{city}的观众留言怀疑效果，{host}二话不说当场测试：{test}。弹幕瞬间刷满“已拍”，{link}号链接随即上架。",
        key_words: "{product} | 当场测试 | {city} | {link}号链接 | {feature} | 弹幕互动",
    },
    Moment {
        title: "贵有贵的道理：两款{product}对比",
        summary: "{host}拿来一款便宜的仿品，和{product}摆在一起对比，最大的差别就是{feature}。今天正品只要{price}元，原价{was}元。",
        key_words: "{product} | {feature} | {price}元 | 对比 | {host} | 选购建议",
    },
    Moment {
        title: "主播砍价成功，{product}{was}元变{price}元",
        summary: "{host}当着镜头给厂家打电话，把{product}从{was}元砍到{price}元，足足便宜{off}元，仅限{link}号链接，{stock}{unit}售完为止。",
        key_words: "{product} | {price}元 | {link}号链接 | 便宜{off}元 | 砍价 | {stock}{unit}",
    },
    Moment {
        title: "三二一上链接！{stock}{unit}{seconds}秒抢空",
        summary: "助播{helper}倒数三二一，{link}号链接一开，{stock}{unit}{product}在{seconds}秒内被抢空，{host}赶紧找仓库加库存。",
        key_words: "抢空 | {seconds}秒 | {product} | {link}号链接 | 倒数 | 加库存",
    },
    Moment {
        title: "又补了{stock}{unit}！没抢到的快来",
        summary: "仓库临时调来{stock}{unit}{product}，价格还是{price}元。{helper}提醒大家，倒计时结束前下单的再送{gift}。",
        key_words: "{stock}{unit} | {product} | {price}元 | {gift} | 返场补货 | {helper}",
    },
    Moment {
        title: "{city}的朋友问：{product}到底值不值？",
        summary: "{host}念出{city}网友的问题，不看稿子直接回答：{product}好在{feature}，哪些人适合买，哪些人不用花这{price}元，说得明明白白。",
        key_words: "{city} | {product} | {feature} | {price}元 | 真心话 | 答疑",
    },
    Moment {
        title: "限时五分钟，买{product}送{gift}",
        summary: "接下来五分钟，凡是下单{product}的都送{gift}。{helper}演示怎么在{link}号链接里勾选赠品，到手价仍是{price}元。",
        key_words: "{product} | {gift} | 五分钟 | {link}号链接 | {price}元 | 买赠",
    },
    Moment {
        title: "破{sold}单！{product}刷新今晚纪录",
        summary: "开播第{minute}分钟，{host}身后的大屏跳过{sold}单，{product}刷新了今晚的纪录。全场敲锣庆祝，并抽一位观众送{gift}。",
        key_words: "{sold}单 | {product} | 纪录 | {gift} | {host} | 抽奖",
    },
    Moment {
        title: "标错价了？{host}：认了，{price}元照发！",
        summary: "{helper}手一滑，把{product}的{was}元标成了{price}元。{host}愣了两秒，当场拍板：在直播间的都按{price}元发货，只此一次。",
        key_words: "标错价 | {product} | {price}元 | {helper} | 名场面 | {host}",
    },
    Moment {
        title: "老顾客连麦：{product}用了一年还想买❤",
        summary: "{city}的老顾客连麦分享，去年买的{product}用了整整一年，最满意的是{feature}。{host}当场送出{gift}，又把{link}号链接置顶。",
        key_words: "老顾客 | {product} | {city} | {feature} | 连麦 | {link}号链接",
    },
    Moment {
        title: "最后{stock}{unit}，{price}元马上恢复原价",
        summary: "{host}做最后提醒：{product}还剩{stock}{unit}，下播就恢复{was}元。“别等明天私信我，现在就点{link}号链接。”",
        key_words: "最后{stock}{unit} | {product} | {price}元 | {link}号链接 | 恢复原价 | 下播提醒",
    },
    Moment {
        title: "{shop}下播抽三位，送{gift}",
        summary: "{host}和{helper}感谢大家陪伴，抽出三位观众送{gift}，并预告明晚的主角是{product}，价格先保密。",
        key_words: "{shop} | {gift} | {product} | 三位观众 | 明晚预告 | {host}",
    },
];
