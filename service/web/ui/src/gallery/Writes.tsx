/** What is typed into and chosen from, and what stands beside it: faults, colleagues, two values that met. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { CardField } from "../plan/CardField.tsx";
import { HereIs } from "../plan/here.ts";
import type { FieldName } from "../plan/fields.ts";
import { Choosing } from "../parts/Choosing.tsx";
import { Control } from "../parts/Control.tsx";
import { FieldNotes } from "../parts/FieldNotes.tsx";
import { InlineText } from "../parts/InlineText.tsx";
import { Paper, Take } from "../parts/Paper.tsx";
import { nameOf } from "../parts/People.tsx";
import { type Choice, RoleChoice, roles } from "../parts/RoleChoice.tsx";
import type { RoleName, Uuid } from "../types.ts";
import { ACTION, here, LENGTHY, LONG, ME, network, people, SILENT } from "./examples.ts";
import { In, Kind, Shown } from "./Shown.tsx";

const FIELDS: readonly FieldName[] = ["title", "code", "axis_id", "status", "description", "partners", "starts_on", "budget_planned"];
const none = (): void => undefined;

export function Writes() {
  const [chosen, choose] = useState<readonly Uuid[]>([ME]);
  const [role, setRole] = useState<Choice<RoleName>>({ role: "editor", authority: "" });
  return (
    <HereIs value={here()}>
      <Kind title="gallery.writes">
        <Shown part="Control">
          {FIELDS.map((field) => (
            <Control key={field} field={field} text={field === "title" ? LONG : ""} label={field} onType={none} onChoose={none} onLeave={none} />
          ))}
          <Control field="budget_planned" text="12 k" label="budget_planned" invalid onType={none} onChoose={none} onLeave={none} />
        </Shown>
        <Shown part="InlineText">
          <InlineText label={t("field.title")} value={ACTION.title} onSave={none} />
          <InlineText label={t("field.description")} value={null} long onSave={none} />
          <InlineText label={t("field.starts_on")} value="2026-01-12" type="date" onSave={none} />
          <In state="gallery.read_only">
            <InlineText label={t("field.title")} value={LONG} readOnly onSave={none} />
          </In>
        </Shown>
        <Shown part="FieldNotes">
          <FieldNotes id="gallery-notes" action={SILENT} field="lead" wrong={t("wrong.empty")} meanwhile={{ by: people[1] ?? ME, value: LONG }} />
        </Shown>
        <Shown part="CardField">
          <CardField action={ACTION} field="lead" />
          <CardField action={ACTION} field="description" wide />
          <CardField action={SILENT} field="description" wide />
          <HereIs value={here(false)}>
            <CardField action={LENGTHY} field="title" />
            <CardField action={SILENT} field="lead" />
          </HereIs>
        </Shown>
        <Shown part="Choosing">
          <Choosing
            legend={t("field.lead_people")}
            choices={people.map((person) => ({ value: person, label: nameOf(network.store, person) }))}
            chosen={chosen}
            onChoose={choose}
          />
        </Shown>
        <Shown part="RoleChoice">
          <RoleChoice network={network} label={t("invite.role")} offers={roles()} chosen={role} onChoose={setRole} />
        </Shown>
        <Shown part="Paper">
          <Paper<{ import_id: Uuid }, { outcomes: [] }>
            title={t("contributions.title")}
            about={t("contributions.about")}
            label={t("contributions.file")}
            path="/gallery-paper"
            check={(_, busy, take) => <Take words={t("do.save")} lines={2} busy={busy} onTake={() => take({})} />}
            result={() => null}
          />
        </Shown>
      </Kind>
    </HereIs>
  );
}
