//! Administrative divisions, as far as the program needs them.

/// The provinces by their short names, in the order of GB/T 2260.
const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
];

/// The province that an address or a name begins with.
pub fn province(text: &str) -> Option<&'static str> {
    let text = text.trim();
    PROVINCES.into_iter().find(|name| text.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_with_its_province() {
        assert_eq!(province("内蒙古自治区包头市"), Some("内蒙古"));
        assert_eq!(province(" 上海市宝山区"), Some("上海"));
        assert_eq!(province("宝山区上海路"), None);
    }
}
