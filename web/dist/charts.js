// Built from web/src by web/build.mjs; charts.js holds Apache ECharts (Apache-2.0).
