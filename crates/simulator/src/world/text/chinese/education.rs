//! A teacher holds a lesson.

use crate::world::text::script::{
    Bank::{self, Number, OneOf, Person, Row, Word},
    Moment,
    PersonName::{ChineseFamily, ChineseFull},
    Script,
};

pub(in crate::world::text) const EDUCATION: Script =
    Script { cast: CAST, props: PROPS, moments: MOMENTS };

const CAST: &[Bank] = &[
    Person("teacher", ChineseFamily),
    Row(
        "course | topic_a | topic_b | topic_c | topic_d | prop",
        &[
            "高中数学 | 导数的几何意义 | 等比数列求和 | 圆锥曲线 | 排列组合 | 一根弹簧",
            "初中物理 | 浮力 | 杠杆原理 | 串联与并联 | 大气压强 | 一个鸡蛋和一杯盐水",
            "高中化学 | 氧化还原反应 | 化学平衡 | 离子方程式 | 有机官能团 | 两支试管",
            "古诗词鉴赏 | 借景抒情 | 用典 | 对仗 | 意象 | 一把折扇",
            "英语语法 | 定语从句 | 虚拟语气 | 非谓语动词 | 倒装句 | 一封写错的求职信",
            "中国历史 | 丝绸之路 | 科举制度 | 安史之乱 | 郑和下西洋 | 一张旧地图",
            "程序设计入门 | 递归 | 二分查找 | 动态规划 | 哈希表 | 三个贴了标签的盒子",
            "生物基础 | 有丝分裂 | 光合作用 | 遗传定律 | 免疫系统 | 一颗洋葱",
            "地理 | 季风 | 板块运动 | 洋流 | 城市化 | 一个地球仪",
            "书法入门 | 中锋用笔 | 间架结构 | 永字八法 | 临帖的方法 | 一支秃笔",
            "会计基础 | 借贷记账法 | 权责发生制 | 现金流量表 | 折旧 | 一沓发票",
            "微积分 | 链式法则 | 极限的定义 | 中值定理 | 分部积分 | 一条橡皮筋",
        ],
    ),
    Word("exam", "期中考试 | 期末考试 | 高考 | 模拟考 | 单元测验"),
];

const PROPS: &[Bank] = &[
    OneOf("topic", &["topic_a", "topic_b", "topic_c", "topic_d"]),
    Person("student", ChineseFull),
    Number("question", 2, 24),
    Number("percent", 31, 88),
    Number("points", 3, 15),
    Number("page", 12, 240),
    Word(
        "trick",
        "先画图 | 从结论倒推 | 先试最简单的情况 | 用自己的话讲一遍 | 先看不变的量 | \
         把已知条件列出来",
    ),
    Word("mistake", "因果颠倒 | 跳过第二步 | 漏掉特殊情况 | 死记公式 | 审题太快 | 概念混淆"),
];

const MOMENTS: &[Moment] = &[
    Moment {
        title: "今天这节课，我们弄懂{topic}",
        summary: "{course}直播课开讲，{teacher}老师拿出{prop}，抛出一个谁也答不上来的问题，并说下课之前，大家都能用{topic}来解释它。",
        key_words: "{topic} | {course} | {teacher}老师 | {prop} | 课程导入",
    },
    Moment {
        title: "一分钟看懂{topic}",
        summary: "{teacher}老师不写一个公式，只用{prop}就把{topic}演示清楚。“{course}这一章，记住这一点就够了。”",
        key_words: "{topic} | 一分钟 | {teacher}老师 | {prop} | {course} | 课堂演示",
    },
    Moment {
        title: "定义逐句拆解：{topic}",
        summary: "课本第{page}页的定义又长又绕，{teacher}老师逐句划掉暂时用不到的部分，最后{topic}只剩一句话。",
        key_words: "{topic} | 第{page}页 | {teacher}老师 | 定义 | 逐句拆解 | {course}",
    },
    Moment {
        title: "{student}同学问出了大家的心声",
        summary: "{student}同学提问：学{topic}到底有什么用？{teacher}老师停下课件，用上周的一条新闻当场举例，弹幕一片“懂了”。",
        key_words: "{student}同学 | {topic} | {teacher}老师 | 举例 | 课堂提问 | {course}",
    },
    Moment {
        title: "{topic}最容易错的地方",
        summary: "去年有{percent}%的同学在这里丢分，原因是{mistake}。{teacher}老师展示一份关于{topic}的错误答案，请大家在弹幕里找错。",
        key_words: "{topic} | {percent}% | {mistake} | {teacher}老师 | 易错点 | 找错",
    },
    Moment {
        title: "例题精讲：第{question}题一步一步来",
        summary: "第{question}题把{topic}和上周的内容结合在一起。卡住了怎么办？{teacher}老师的建议是：{trick}。整道题一块黑板就写完了。",
        key_words: "第{question}题 | {topic} | {trick} | {teacher}老师 | 例题精讲 | {course}",
    },
    Moment {
        title: "随堂投票：只有{percent}%选对",
        summary: "关于{topic}的一道选择题，第一次投票只有{percent}%的同学选对。讨论两分钟后，{student}同学讲得特别清楚，第二次几乎全对。",
        key_words: "投票 | {topic} | {percent}% | {student}同学 | 课堂讨论 | {course}",
    },
    Moment {
        title: "记住这一招：{trick}，多拿{points}分",
        summary: "{exam}里遇到{topic}，{teacher}老师只教一招：{trick}。花十秒钟，能多拿{points}分。",
        key_words: "{trick} | {points}分 | {topic} | {exam} | {teacher}老师 | 解题技巧",
    },
    Moment {
        title: "实验翻车了，反而学到更多",
        summary: "用{prop}做的演示连续失败两次，{teacher}老师顺势提问：按{topic}应该看到什么？我们忽略了哪个条件？",
        key_words: "{prop} | {topic} | {teacher}老师 | 失败 | 实验 | {course}",
    },
    Moment {
        title: "{student}同学连麦上台，当场解出第{question}题",
        summary: "{student}同学在共享白板上解{topic}的第{question}题，边写边讲，思路清晰，{teacher}老师最后只改了一行。",
        key_words: "{student}同学 | {topic} | 第{question}题 | 共享白板 | 连麦 | {teacher}老师",
    },
    Moment {
        title: "{exam}怎么考{topic}？",
        summary: "{teacher}老师翻了近三年的真题：每年{exam}都考{topic}，平均{points}分，而且总在后半张卷子。",
        key_words: "{exam} | {topic} | {points}分 | 真题 | {teacher}老师 | 考点分析",
    },
    Moment {
        title: "{topic}的两种理解方式",
        summary: "全班比较了课本第{page}页的讲法和{student}同学画的图，结果一样。{teacher}老师总结了什么时候用哪一种更快。",
        key_words: "{topic} | 第{page}页 | {student}同学 | 两种理解 | {teacher}老师 | 对比",
    },
    Moment {
        title: "一块黑板总结{topic}，建议截图",
        summary: "直播第{minute}分钟，{teacher}老师把{topic}的思路、规则和陷阱（{mistake}）写满一块黑板，提醒大家截图保存。",
        key_words: "总结 | {topic} | 一块黑板 | {mistake} | 截图 | {teacher}老师",
    },
    Moment {
        title: "课后作业：第{page}页第{question}题",
        summary: "本节课最后布置作业，巩固{topic}：第{page}页第{question}题。能用两种方法解出来的同学，下节{course}课上台展示。",
        key_words: "作业 | {topic} | 第{page}页 | 第{question}题 | {course} | 下节课",
    },
];
