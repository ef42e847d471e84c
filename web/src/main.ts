// Each page of the program starts here, by the name that its template gives.

import { pageName } from "./api";
import * as keys from "./keys";
import { account } from "./account";
import { admin } from "./admin";
import { ingest } from "./ingest/main";
import { pair } from "./pair/main";
import { queue } from "./queue";
import { record } from "./record/main";
import { search } from "./search/main";
import { start } from "./start";

const pages: Record<string, () => void | Promise<void>> = { index: start, compare: queue, pair, search, record, ingest, account, admin };

keys.start();
void pages[pageName]?.();
keys.listen("各页", [
  { keys: ["?"], what: "本帮助", act: () => keys.help() },
  { keys: ["/"], what: "到输入框", act: () => document.querySelector<HTMLInputElement>("main input[type=search]")?.focus() },
]);
