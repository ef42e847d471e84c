// The provinces as tiles: where each stands towards its neighbours. A map of borders is no
// thing to draw by hand, and none lies at hand whose licence and approval are certain.

export const TILES: Record<string, [number, number]> = {
  黑龙江: [8, 0], 内蒙古: [6, 1], 吉林: [8, 1],
  新疆: [1, 2], 甘肃: [3, 2], 宁夏: [4, 2], 北京: [6, 2], 天津: [7, 2], 辽宁: [8, 2],
  青海: [2, 3], 陕西: [4, 3], 山西: [5, 3], 河北: [6, 3], 山东: [7, 3],
  西藏: [1, 4], 四川: [3, 4], 重庆: [4, 4], 河南: [5, 4], 安徽: [6, 4], 江苏: [7, 4], 上海: [8, 4],
  云南: [3, 5], 贵州: [4, 5], 湖北: [5, 5], 江西: [6, 5], 浙江: [7, 5],
  广西: [4, 6], 湖南: [5, 6], 广东: [6, 6], 福建: [7, 6], 台湾: [8, 6],
  海南: [5, 7], 澳门: [6, 7], 香港: [7, 7],
};

export function province(region: string): string | null {
  return Object.keys(TILES).find((name) => region.startsWith(name)) ?? null;
}
