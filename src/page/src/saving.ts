/* saving.ts - is the dialog open that gives what is on screen a name (viewsparts.tsx)? */
import { signal } from "@preact/signals";

export const savingView = signal(false);
