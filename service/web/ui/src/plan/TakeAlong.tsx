/** A plan or an action as a file. What is on screen counts: of a past moment, it is taken along as it stood. */

import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { later } from "../parts/Later.tsx";
import { Menu } from "../parts/Menu.tsx";
import type { Uuid } from "../types.ts";

const TakeFiles = later(() => import("./TakeFiles.tsx").then((part) => part.TakeFiles), "part");

/** Of the plan that is on screen, or of one of its actions. */
export function TakeAlong({ action = null }: { readonly action?: Uuid | null }) {
  return (
    <Menu
      side={action === null ? "end" : "start"}
      kind="menu-wide"
      summary={
        <>
          <Icon name="file" />
          {t("take.label")}
          <Icon name="down" />
        </>
      }
    >
      <TakeFiles action={action} />
    </Menu>
  );
}
