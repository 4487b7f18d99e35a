/** The input that fits a field: a line, a text, a day, an amount, a choice. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { choicesOf, type FieldName, kindOf } from "../plan/fields.ts";
import { useHere } from "../plan/here.ts";
import { axesInOrder } from "../plan/tree.ts";
import { t } from "../i18n.ts";

interface Props {
  readonly field: FieldName;
  readonly text: string;
  readonly id?: string;
  /** Named by a label elsewhere, or by this. */
  readonly label?: string;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
  /** Take the focus when drawn: in a cell that a person began to edit. */
  readonly taking?: boolean;
  readonly onFocus?: () => void;
  readonly onType: (text: string) => void;
  /** Pointed at in a list: saved at once. */
  readonly onChoose: (text: string) => void;
  readonly onLeave: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function Control(props: Props) {
  const input = useRef<Input>(null);
  // A choice made with the pointer is made; with the keys, people still pass from one to the next.
  const pointed = useRef(false);
  const kind = kindOf(props.field);
  useLayoutEffect(() => {
    if (props.taking === true && input.current !== null) {
      input.current.focus();
      if (input.current instanceof HTMLTextAreaElement || (input.current instanceof HTMLInputElement && input.current.type === "text")) {
        input.current.setSelectionRange(input.current.value.length, input.current.value.length);
      }
    }
  }, []);
  const common = {
    id: props.id,
    class: `control control-${kind}`,
    "data-field": props.field,
    "aria-label": props.label,
    "aria-describedby": props.describedBy,
    "aria-invalid": props.invalid === true ? true : undefined,
    onFocus: props.onFocus,
    onBlur: props.onLeave,
    onKeyDown: (event: KeyboardEvent) => {
      pointed.current = false;
      props.onKeyDown?.(event);
    },
    onPointerDown: () => {
      pointed.current = true;
    },
  } as const;
  const chosen = (text: string): void => {
    if (pointed.current) {
      props.onChoose(text);
    } else {
      props.onType(text);
    }
  };
  switch (kind) {
    case "choice":
      return (
        <select {...common} ref={input as { current: HTMLSelectElement | null }} value={props.text} onChange={(event) => chosen(event.currentTarget.value)}>
          {choicesOf(props.field).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      );
    case "axis":
      return <AxisChoice text={props.text} chosen={chosen} common={common} input={input as { current: HTMLSelectElement | null }} />;
    case "text":
    case "lines":
      return (
        <textarea
          {...common}
          ref={input as { current: HTMLTextAreaElement | null }}
          rows={kind === "lines" ? 2 : 3}
          value={props.text}
          onInput={(event) => props.onType(event.currentTarget.value)}
        />
      );
    case "line":
      // A line may be long: it wraps, so that all of it is in sight.
      return props.field === "code" ? (
        <input
          {...common}
          ref={input as { current: HTMLInputElement | null }}
          type="text"
          autocomplete="off"
          value={props.text}
          onInput={(event) => props.onType(event.currentTarget.value)}
        />
      ) : (
        <textarea
          {...common}
          ref={input as { current: HTMLTextAreaElement | null }}
          rows={1}
          autocomplete="off"
          value={props.text}
          onInput={(event) => props.onType(event.currentTarget.value.replace(/\n/g, " "))}
        />
      );
    case "day":
      return (
        <input
          {...common}
          ref={input as { current: HTMLInputElement | null }}
          type="date"
          value={props.text}
          onInput={(event) => props.onType(event.currentTarget.value)}
        />
      );
    default:
      return (
        <input
          {...common}
          ref={input as { current: HTMLInputElement | null }}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={props.text}
          onInput={(event) => props.onType(event.currentTarget.value)}
        />
      );
  }
}

interface AxisProps {
  readonly text: string;
  readonly chosen: (text: string) => void;
  readonly common: object;
  readonly input: { current: HTMLSelectElement | null };
}

function AxisChoice({ common, input, text, chosen }: AxisProps) {
  const here = useHere();
  return (
    <select {...common} ref={input} value={text} onChange={(event) => chosen(event.currentTarget.value)}>
      <option value="">{t("axis.none")}</option>
      {axesInOrder(here.store.all("axis_list")).map(({ axis, depth }) => (
        <option key={axis.axis_id} value={axis.axis_id}>
          {"\u2003".repeat(depth) + axis.title}
        </option>
      ))}
    </select>
  );
}
