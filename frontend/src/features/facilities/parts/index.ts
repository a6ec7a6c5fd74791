import type { ComponentType } from 'react';

/** A tab of the detail page of a facility. */
export interface PartTab {
  key: string;
  titleKey: string;
  Tab: ComponentType<{ facilityId: string; mayEdit: boolean }>;
}

/** The parts of a facility in the order of their tabs. */
export const partTabs: PartTab[] = [];
