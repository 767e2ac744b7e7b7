// The kinds of finding that a preflight names, and the policies that say what becomes of each.

/** What was found. Stable. */
export type PreflightCode =
  /**
   * Written in the file and led to by nothing: what an attacker can swap in later (the shadow
   * attacks).
   */
  | 'UNREFERENCED_OBJECT'
  /** One save of the file defines an object twice, so that readers may show different ones. */
  | 'DUPLICATE_OBJECT'
  /** An object that cannot be read as it stands: other readers may repair it, each in its way. */
  | 'UNREADABLE_OBJECT'
  /**
   * A form field shows another text or state than its value, or leaves what it shows to the viewer.
   */
  | 'VALUE_APPEARANCE_MISMATCH'
  /**
   * Such fields in a form that has viewers draw them anew (/NeedAppearances): signing ends that,
   * and then they show what they do not now.
   */
  | 'APPEARANCE_OUTDATED'
  | 'JAVASCRIPT'
  /** Actions that start programs, send data or open other documents. */
  | 'REMOTE_ACTION'
  /** A stream or page content that lies outside the file. */
  | 'EXTERNAL_STREAM'
  /**
   * Layers that can be switched on or off, blend modes, soft masks and full transparency, by which
   * one content can hide another.
   */
  | 'HIDING_CONTENT'
  /** A form in XML beside the one in the pages: viewers show the one or the other. */
  | 'XFA'
  | 'EMBEDDED_FILE'
  /** The document is larger than is looked at. */
  | 'NOT_FINISHED'

/** What becomes of a document with a finding. */
export type PreflightAction = 'ignore' | 'warn' | 'refuse'

/** The action for each code. */
export type PreflightPolicy = Readonly<Record<PreflightCode, PreflightAction>>

/** One thing in a document that could be turned against a signature. */
export interface PreflightFinding {
  readonly code: PreflightCode
  readonly action: Exclude<PreflightAction, 'ignore'>
  /** For people; quotes nothing of the document. */
  readonly message: string
  /** Number of an object in which it shows. */
  readonly object?: number
}

/** Warns of everything but attachments, and refuses what readers would show differently. */
export const defaultPreflightPolicy: PreflightPolicy = {
  UNREFERENCED_OBJECT: 'warn',
  DUPLICATE_OBJECT: 'refuse',
  UNREADABLE_OBJECT: 'warn',
  VALUE_APPEARANCE_MISMATCH: 'warn',
  APPEARANCE_OUTDATED: 'refuse',
  JAVASCRIPT: 'warn',
  REMOTE_ACTION: 'warn',
  EXTERNAL_STREAM: 'warn',
  HIDING_CONTENT: 'warn',
  XFA: 'warn',
  EMBEDDED_FILE: 'ignore',
  NOT_FINISHED: 'warn',
}

/** Refuses everything that the default policy warns of, and warns of attachments. */
export const strictPreflightPolicy: PreflightPolicy = {
  UNREFERENCED_OBJECT: 'refuse',
  DUPLICATE_OBJECT: 'refuse',
  UNREADABLE_OBJECT: 'refuse',
  VALUE_APPEARANCE_MISMATCH: 'refuse',
  APPEARANCE_OUTDATED: 'refuse',
  JAVASCRIPT: 'refuse',
  REMOTE_ACTION: 'refuse',
  EXTERNAL_STREAM: 'refuse',
  HIDING_CONTENT: 'refuse',
  XFA: 'refuse',
  EMBEDDED_FILE: 'warn',
  NOT_FINISHED: 'refuse',
}

/** Ignores everything, so that nothing is looked for. */
export const noPreflightPolicy: PreflightPolicy = {
  UNREFERENCED_OBJECT: 'ignore',
  DUPLICATE_OBJECT: 'ignore',
  UNREADABLE_OBJECT: 'ignore',
  VALUE_APPEARANCE_MISMATCH: 'ignore',
  APPEARANCE_OUTDATED: 'ignore',
  JAVASCRIPT: 'ignore',
  REMOTE_ACTION: 'ignore',
  EXTERNAL_STREAM: 'ignore',
  HIDING_CONTENT: 'ignore',
  XFA: 'ignore',
  EMBEDDED_FILE: 'ignore',
  NOT_FINISHED: 'ignore',
}
