/** A button that does one thing, saying about what where several stand below each other. */

import { Icon, type IconName } from "../parts/Icon.tsx";

interface DoProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly icon?: IconName;
  readonly small?: boolean;
  readonly about?: string;
}

export function Do({ label, onClick, icon, small = false, about }: DoProps) {
  return (
    <button type="button" class={small ? "button button-small" : "button"} onClick={onClick}>
      {icon !== undefined && <Icon name={icon} />}
      {label}
      {about !== undefined && <span class="hidden"> {about}</span>}
    </button>
  );
}
