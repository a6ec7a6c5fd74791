import type { ComponentType } from 'react'
import { InspectionsTab } from './Inspections'
import { OpeningTab } from './Opening'
import { SpacesTab } from './Spaces'
import { TerminalsTab } from './Terminals'

/** What a tab is about, and whether the reader may change it. */
export interface PartProps {
  facilityId: string
  mayEdit: boolean
}

/** A tab of the detail page of a facility. */
export interface PartTab {
  key: string
  Tab: ComponentType<PartProps>
}

/** The parts of a facility in the order of their tabs. */
export const partTabs: PartTab[] = [
  { key: 'opening', Tab: OpeningTab },
  { key: 'spaces', Tab: SpacesTab },
  { key: 'terminals', Tab: TerminalsTab },
  { key: 'inspections', Tab: InspectionsTab },
]
