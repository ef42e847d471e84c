//! Chinese names for the places of a record, where the form's own label is not
//! at hand (a record in JSON has none), and the sections a report groups by.

/// The name of one step of a pointer.
pub fn of_step(step: &str) -> Option<&'static str> {
    Some(match step {
        "kind" => "文种",
        "template" => "表单",
        "programme" => "行动",
        "track" => "申报方向",
        "year" => "年度",
        "cover" => "封面",
        "project_name" => "项目名称",
        "applicant" => "申报单位",
        "recommender" => "推荐单位",
        "date" => "日期",
        "scenario_name" => "场景名称",
        "factory_name" => "工厂名称",
        "address" => "地址",
        "name" => "名称",
        "credit_code" => "统一社会信用代码",
        "organization_code" => "组织机构代码",
        "founded" => "成立时间",
        "ownership" => "企业性质",
        "size_class" => "企业类型",
        "industry" => "所属行业",
        "section" => "门类",
        "division" => "大类",
        "group" => "中类",
        "path" => "行业",
        "sector" => "所属四大行业",
        "subsector" => "细分行业",
        "region" => "所在地区",
        "in_key_region" => "是否位于重点区域",
        "legal_representative" => "法人代表/负责人",
        "contact" => "联系人",
        "phone" => "电话",
        "title" => "职务",
        "mobile" => "手机",
        "fax" => "传真",
        "email" => "邮箱",
        "credit_rating" => "信用等级",
        "financials" => "近三年发展情况",
        "last_year" => "上年度经营情况",
        "total_assets" => "资产总额",
        "debt_ratio" => "资产负债率",
        "revenue" => "主营业务收入",
        "profit_margin" => "利润率",
        "sales" => "销售收入",
        "taxes" => "税金",
        "profit" => "利润",
        "national_pilot" => "国家智能制造试点示范项目",
        "national_benchmark" => "国家智能制造标杆企业",
        "provincial_pilot" => "省级智能制造试点示范项目",
        "yes" => "是否",
        "major_incident" => "重大安全生产事故、重大环境事故",
        "occurred" => "是否发生",
        "maturity_level" => "智能制造能力成熟度等级",
        "certified_level" => "已认定等级",
        "profile" => "企业简介",
        "project" => "项目信息",
        "task_name" => "任务名称",
        "stage" => "环节名称",
        "scenario" => "场景名称",
        "instance" => "场景实例名称",
        "start" => "开始日期",
        "end" => "结束日期",
        "investment" => "投资（万元）",
        "suppliers" => "系统解决方案供应商",
        "supplier_contact" => "供应商联系人",
        "summary" => "简述",
        "metrics" => "成效指标",
        "unit" => "单位",
        "value" => "数值",
        "supply_chain" => "智慧供应链",
        "applied" => "是否申报",
        "products" => "产品",
        "partners" => "上下游企业",
        "partner_roles" => "企业角色",
        "providers" => "供应商",
        "scenarios" => "场景",
        "no" => "序号",
        "description" => "描述",
        "pain_points" => "解决的痛点问题",
        "solution" => "技术方案",
        "safeguards" => "保障措施",
        "results" => "实施成效",
        "spillover" => "带动作用",
        "economics" => "经济性与推广性",
        "remarks" => "备注",
        "resources" => "要素资源",
        "equipment" => "装备",
        "category" => "类别",
        "model" => "型号",
        "supplier" => "供应商",
        "software" => "软件",
        "processes" => "工艺",
        "technologies" => "技术",
        "technology" => "技术",
        "brand" => "品牌型号",
        "breakthroughs" => "突破成果",
        "parameters" => "参数",
        "standards" => "标准",
        "patents" => "专利",
        "type" => "类型",
        "status" => "状态",
        "number" => "编号",
        "line" => "产线",
        "output" => "产能",
        "last_year_output" => "上年产量",
        "machines" => "设备数",
        "robots" => "机器人数",
        "smart_machines" => "智能设备数",
        "smart_share" => "智能设备占比",
        "networked" => "联网设备数",
        "networked_share" => "联网设备占比",
        "before_after" => "改造前后对比",
        "staff" => "用工人数",
        "output_per_day" => "日产量",
        "pass_rate" => "合格率",
        "fine_rate" => "优等品率",
        "before" => "改造前",
        "after" => "改造后",
        "sections" => "正文章节",
        "heading" => "标题",
        "text" => "正文",
        "doc_number" => "发文字号",
        "issuers" => "发文机关",
        "addressees" => "主送机关",
        "issued_on" => "成文日期",
        "published_on" => "发布日期",
        "publisher" => "发布机构",
        "attachments" => "附件",
        "contacts" => "联系方式",
        "organization" => "单位",
        "phones" => "电话",
        "urls" => "网址",
        "deadlines" => "时限",
        "time" => "时间",
        "what" => "事项",
        "cites" => "引用文号",
        "quotas" => "名额",
        "who" => "对象",
        "count" => "数量",
        "stages" => "环节",
        "rows" => "行",
        "columns" => "列",
        "indicators" => "指标",
        "levels" => "等级",
        "sectors" => "行业",
        "subsectors" => "细分行业",
        "pictures" => "图片",
        "other" => "其他栏目",
        _ => return None,
    })
}

/// A readable name for a pointer, such as `联系人 › 邮箱`.
pub fn of_pointer(pointer: &str) -> String {
    let steps: Vec<&str> = pointer.split('/').skip(1).filter(|s| !s.is_empty()).collect();
    let mut names: Vec<String> = Vec::new();
    for (depth, step) in steps.iter().enumerate() {
        let is_title = depth == 0 && *step == "title";
        let name = match (step.parse::<usize>(), of_step(step)) {
            (Ok(index), _) => format!("第{}项", index + 1),
            (_, _) if is_title => "标题".to_owned(),
            (_, Some("数值")) if names.first().is_some_and(|n| n == "成效指标") => continue,
            (_, Some(name)) => name.to_owned(),
            _ => (*step).to_owned(),
        };
        names.push(name);
    }
    names.join(" › ")
}

/// The section of a report a pointer falls into.
pub fn section(pointer: &str) -> &'static str {
    match pointer.split('/').nth(1).unwrap_or_default() {
        "text" => "正文与其他文字",
        "pages" | "attachments" => "页与附件",
        first => of_step(first).unwrap_or("其他栏目"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_reads_as_chinese() {
        assert_eq!(of_pointer("/applicant/contact/email"), "申报单位 › 联系人 › 邮箱");
        assert_eq!(of_pointer("/metrics/生产效率提升/value"), "成效指标 › 生产效率提升");
        assert_eq!(of_pointer("/breakthroughs/patents/4"), "突破成果 › 专利 › 第5项");
    }
}
