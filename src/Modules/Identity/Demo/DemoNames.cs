namespace Huitang.Identity.Demo;

/// <summary>What names of people are made of, with pinyin for UserIDs. Common names, so that nobody in particular is meant.</summary>
internal static class DemoNames
{
    /// <summary>Family names; the common ones stand more than once.</summary>
    public static readonly IReadOnlyList<(string Name, string Pinyin)> Families = Pairs(
        "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 王wang 李li 张zhang 刘liu 陈chen 徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma 罗luo "
        + "梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu 董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen 曾zeng 彭peng 吕lyu 苏su 卢lu 蒋jiang 蔡cai "
        + "贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 余yu 潘pan 杜du 戴dai 夏xia 钟zhong 汪wang 田tian 任ren 姜jiang 范fan 方fang 石shi 姚yao 谭tan 廖liao 邹zou 熊xiong 金jin 陆lu");

    /// <summary>Given names.</summary>
    public static readonly IReadOnlyList<(string Name, string Pinyin)> Given = Pairs(
        "伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 霞xia 平ping 刚gang "
        + "雨桐yutong 子涵zihan 浩然haoran 思远siyuan 佳怡jiayi 欣妍xinyan 宇轩yuxuan 梓萱zixuan 博文bowen 俊杰junjie 晓东xiaodong 海燕haiyan 建国jianguo 志强zhiqiang 文静wenjing "
        + "雅琴yaqin 立新lixin 春梅chunmei 天宇tianyu 一鸣yiming 嘉豪jiahao 诗涵shihan 晨曦chenxi 若曦ruoxi 泽宇zeyu 明轩mingxuan 可欣kexin 雪晴xueqing 振华zhenhua 国栋guodong "
        + "慧敏huimin 秀英xiuying 玉兰yulan 桂花guihua 晓峰xiaofeng 晓明xiaoming 丹丹dandan 婷婷tingting 佳琪jiaqi 思琪siqi 梦洁mengjie 子墨zimo 睿rui 航hang 鹏peng 凯kai "
        + "宁ning 楠nan 琳lin 颖ying 倩qian 璐lu 蕾lei 悦yue 昊天haotian 逸飞yifei 承志chengzhi 启明qiming 家辉jiahui 景行jingxing 书瑶shuyao 语嫣yuyan 安琪anqi 心怡xinyi "
        + "文博wenbo 志远zhiyuan 少华shaohua 永康yongkang 新宇xinyu 立群liqun 红梅hongmei 小雨xiaoyu 清扬qingyang 知行zhixing 亦凡yifan 望舒wangshu");

    /// <summary>Departments from the top, how many people are in each, and the titles people have there; the first is its head's.</summary>
    public static readonly IReadOnlyList<(string Path, int People, string[] Titles)> Departments =
    [
        ("总裁办", 5, ["总裁", "副总裁", "总裁助理", "战略经理"]),
        ("人力资源部", 7, ["人力资源总监", "招聘经理", "薪酬专员", "培训专员"]),
        ("财务部", 7, ["财务总监", "会计", "出纳", "预算分析师"]),
        ("法务部", 4, ["法务总监", "法务专员"]),
        ("行政部", 6, ["行政经理", "行政专员", "前台"]),
        ("研发中心", 3, ["研发副总裁", "架构师", "项目经理"]),
        ("研发中心/平台部", 16, ["平台部经理", "高级后端工程师", "后端工程师", "后端工程师"]),
        ("研发中心/客户端部", 14, ["客户端部经理", "高级前端工程师", "前端工程师", "前端工程师"]),
        ("研发中心/音视频部", 11, ["音视频部经理", "音视频工程师", "算法工程师"]),
        ("研发中心/测试部", 10, ["测试部经理", "测试工程师", "自动化测试工程师"]),
        ("研发中心/数据部", 9, ["数据部经理", "数据工程师", "数据分析师"]),
        ("研发中心/运维部", 8, ["运维部经理", "运维工程师", "网络工程师"]),
        ("产品中心", 2, ["产品副总裁", "产品运营"]),
        ("产品中心/产品一部", 7, ["产品一部经理", "高级产品经理", "产品经理"]),
        ("产品中心/产品二部", 6, ["产品二部经理", "产品经理"]),
        ("产品中心/设计部", 8, ["设计部经理", "交互设计师", "视觉设计师", "用户研究员"]),
        ("市场中心", 2, ["市场副总裁", "市场助理"]),
        ("市场中心/品牌部", 6, ["品牌部经理", "品牌专员", "文案"]),
        ("市场中心/增长部", 7, ["增长部经理", "增长运营", "内容运营"]),
        ("销售中心", 2, ["销售副总裁", "销售助理"]),
        ("销售中心/华北区", 12, ["华北区总监", "大客户经理", "客户经理"]),
        ("销售中心/华东区", 14, ["华东区总监", "大客户经理", "客户经理"]),
        ("销售中心/华南区", 11, ["华南区总监", "大客户经理", "客户经理"]),
        ("客户成功部", 3, ["客户成功总监", "客户成功经理"]),
        ("客户成功部/售前支持", 9, ["售前经理", "售前工程师"]),
        ("客户成功部/售后服务", 10, ["售后经理", "售后工程师", "技术支持"]),
    ];

    private static List<(string, string)> Pairs(string text) => text.Split(' ')
        .Select(pair => (pair, At: pair.AsSpan().IndexOfAnyInRange('a', 'z')))
        .Select(p => (p.pair[..p.At], p.pair[p.At..]))
        .ToList();
}
