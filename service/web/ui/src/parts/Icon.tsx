/** The app's own few drawings, on a 16-unit grid; decoration beside words, so hidden from screen readers. */

const PATHS = {
  planned: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z",
  to_discuss: "M2.5 3.5h11v7h-6l-3 2.5v-2.5h-2Z",
  in_progress: "M8 2.5a5.5 5.5 0 1 1-5.5 5.5M8 5v3l2 1.5",
  paused: "M5.5 3.5v9M10.5 3.5v9",
  blocked: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM4.2 4.2l7.6 7.6",
  done: "M3 8.5 6.5 12 13 4.5",
  abandoned: "M4 4l8 8M12 4l-8 8",
  late: "M8 2.5 14 13H2ZM8 6.5v3M8 11.2v.3",
  high: "M8 13V3M4 7l4-4 4 4",
  medium: "M3 8h10",
  low: "M8 3v10M4 9l4 4 4-4",
  climate: "M9.5 9.5V4a1.5 1.5 0 0 0-3 0v5.5a3 3 0 1 0 3 0ZM8 6.5v5",
  biodiversity: "M3 13c0-6 3-9.5 10-10 0 6-2.5 9.5-7.5 9.5M3 13c1.5-3 3-4.5 6-6",
  fulfilment: "M8 2.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4ZM3.5 7.5 8 8.5l4.5-1M8 8.5V11l-2.5 3M8 11l2.5 3",
  cohesion: "M5 3.5a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4ZM11 3.5a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4ZM2 12.5c0-2.5 1.2-4 3-4s3 1.5 3 4c0-2.5 1.2-4 3-4s3 1.5 3 4",
  responsible_consumption: "M3 6.5a5.5 5.5 0 0 1 9.5-2L13.5 6M13.5 3v3h-3M13 9.5a5.5 5.5 0 0 1-9.5 2L2.5 10M2.5 13v-3h3",
  plus: "M8 3v10M3 8h10",
  pen: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3 3 13Z",
  close: "M4 4l8 8M12 4l-8 8",
  down: "M4 6.5 8 10.5l4-4",
  right: "M6.5 4l4 4-4 4",
  left: "M9.5 4l-4 4 4 4",
  move: "M3 8h10M10 5l3 3-3 3",
  up: "M4 9.5 8 5.5l4 4",
  link: "M6.5 9.5l3-3M7.5 4.5 9 3a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.5 11.5 7 13a2.8 2.8 0 0 1-4-4l1.5-1.5",
  clock: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM8 5v3.2l2 1.3",
  conflict: "M2.5 5h7M7 2.5 9.5 5 7 7.5M13.5 11h-7M9 8.5 6.5 11 9 13.5",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  columns: "M2.5 3.5h11v9h-11ZM6.2 3.5v9M9.9 3.5v9",
  person: "M8 2.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM3 13.5c0-3 2-4.5 5-4.5s5 1.5 5 4.5",
  file: "M4 2.5h5l3 3v8H4ZM9 2.5v3h3",
  play: "M5 3.2v9.6L12.8 8Z",
  flag: "M4 14V2.5h8l-1.5 2.7L12 8H4",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Z",
  cloud_off: "M2.5 2.5l11 11M5 6a3 3 0 0 0-.5 6H11M7 4.2A3.5 3.5 0 0 1 11.3 7 2.6 2.6 0 0 1 13 11",
  online: "M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM10.3 10.3l3.2 3.2",
  send: "M8 13V4M4.5 7 8 3.5 11.5 7",
  bin: "M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.7 9h5.6l.7-9",
  lock: "M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  restore: "M3 8a5 5 0 1 1 1.5 3.5M3 4v4h4",
} as const;

export type IconName = keyof typeof PATHS;
export const ICONS = Object.keys(PATHS) as readonly IconName[];

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of the app: the many-armed roundabout where paths of a network meet. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="5.5" />
      <path d="M16 2.5v8M16 21.5v8M2.5 16h8M21.5 16h8M6.5 6.5l5.6 5.6M19.9 19.9l5.6 5.6M25.5 6.5l-5.6 5.6M12.1 19.9l-5.6 5.6" />
    </svg>
  );
}
