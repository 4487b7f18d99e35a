/** The history of something outside the cards of actions, in a dialogue; for who facilitates also the way to take a text out of it. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { Uuid } from "../types.ts";
import { type Here, HereIs } from "./here.ts";
import { History } from "./History.tsx";

const TABLES = {
  authority: "directory",
  plan: "plan_list",
  axis: "axis_list",
  workshop: "workshop_list",
  contribution: "workshop_board",
  meeting: "meeting_list",
  decision: "meeting_decisions",
  minutes: "minutes_list",
  section: "minutes_sections",
  questionnaire: "questionnaire_list",
  cluster: "synthesis_clusters",
  finding: "finding_list",
  idea: "idea_list",
  body: "body_list",
  mentorship: "mentoring_circle",
  mentorship_note: "mentoring_journal",
  support_file: "support_file_list",
  moment: "moment_list",
  comment: "comment_list",
} as const;

/** Those that tell their history at an address of their own. */
const OWN: Readonly<Record<string, string>> = { authority: "directory", finding: "findings", idea: "ideas", body: "bodies", mentorship: "mentorships", questionnaire: "questionnaires" };

interface Props {
  readonly network: LiveNetwork;
  readonly kind: keyof typeof TABLES;
  readonly item: Uuid;
  /** What it is called, for the title of the dialogue and for whom the button can not be seen beside it. */
  readonly name: string;
  readonly small?: boolean;
  /** The page that shows it as it stood then. */
  readonly seenAt?: (position: number) => string;
}

export function HistoryButton({ network, kind, item, name, small = false, seenAt }: Props) {
  const [open, setOpen] = useState(false);
  const own = OWN[kind];
  const path = own === undefined ? `/histories/${kind}/${item}` : `/${own}/${item}/history`;
  return (
    <>
      <button type="button" class={small ? "button button-small" : "button"} onClick={() => setOpen(true)}>
        <Icon name="clock" />
        {t("card.history")}
        <span class="hidden"> {name}</span>
      </button>
      {open && (
        <Dialog title={t("directory.history_of", { name })} onClose={() => setOpen(false)} wide>
          <div class="dialog-body">
            <HereIs value={{ network, store: network.store, plan: item, at: null, asOf: null, mayEdit: false } satisfies Here}>
              <History path={path} item={item} table={TABLES[kind]} {...(seenAt === undefined ? {} : { seenAt })} />
            </HereIs>
          </div>
        </Dialog>
      )}
    </>
  );
}
