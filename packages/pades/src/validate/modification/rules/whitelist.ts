// The whitelist: the rules by which a later revision is judged, in their order, with what each
// reads, which entries it explains, and which levels below UNDEFINED it grants (ISO 32000-2
// §12.8.2.2.2). An entry of catalog, form or page that no rule explains has to stay as it was, and
// an object that nothing leads to is named by ../unexplained-objects.ts.
//
// What rules want to be the same is compared after all have spoken, the last first
// (walk/pair-walk.ts): they go from what is general to what is particular.
import type { Revisions } from '../revisions.ts'
import { judgeCatalog, judgeExtensions, judgeMetadata, judgePermissions, judgeVersion } from './catalog.ts'
import { judgeFields } from './fields/fields.ts'
import { judgeDrawing } from './form/drawing.ts'
import { judgeForm, judgeSignatureFlags } from './form/form.ts'
import { judgeDefaultAppearance, judgeResources } from './form/resources.ts'
import { judgeAnnotations } from './pages/annotations.ts'
import { judgeEachPage, judgePageEntries, judgePageOrder, judgeTabOrder } from './pages/pages.ts'
import { type Judging, rule } from './rule.ts'
import { entriesExplainedBy, tableOver } from './rule-table.ts'
import { judgeSecurityStore } from './security-store.ts'
import { judgeStructureTree } from './structure/structure-tree.ts'
import { judgeInformation, judgeRoot, judgeTrailer } from './trailer.ts'

/** For each page by itself. */
const pageRules = tableOver<'page' | 'explained'>()
  .and(
    rule({
      name: 'page entries',
      clause: 'ISO 32000-2 §7.7.3.3',
      reads: ['page', 'explained'],
      judge: judgePageEntries,
    }),
  )
  .and(
    rule({
      name: 'tab order',
      clause: 'ISO 32000-2 §12.5.1',
      reads: ['page'],
      explains: { page: ['Tabs'] },
      judge: judgeTabOrder,
    }),
  )
  .andRead(
    rule({
      name: 'annotations',
      clause: 'ISO 32000-2 §12.5',
      reads: ['page'],
      explains: { page: ['Annots'] },
      grants: ['LTA_UPDATES', 'FORM_FILLING', 'ANNOTATIONS'],
      judge: judgeAnnotations,
    }),
  )

const documentRules = tableOver<'trailer' | 'explained'>()
  .andRead(
    rule({
      name: 'root',
      clause: 'ISO 32000-2 §7.5.5',
      reads: ['trailer'],
      judge: judgeRoot,
    }),
  )
  .and(
    rule({
      name: 'trailer',
      clause: 'ISO 32000-2 §7.5.5',
      reads: ['trailer'],
      judge: judgeTrailer,
    }),
  )
  .and(
    rule({
      name: 'document information',
      clause: 'ISO 32000-2 §14.3.3',
      reads: ['trailer'],
      grants: ['LTA_UPDATES'],
      judge: judgeInformation,
    }),
  )
  .and(
    rule({
      name: 'catalog',
      clause: 'ISO 32000-2 §7.7.2',
      reads: ['catalog', 'explained'],
      judge: judgeCatalog,
    }),
  )
  .and(
    rule({
      name: 'security store',
      clause: 'EN 319 142-1 §5.4.2',
      reads: ['catalog'],
      explains: { catalog: ['DSS'] },
      grants: ['LTA_UPDATES'],
      judge: judgeSecurityStore,
    }),
  )
  .and(
    rule({
      name: 'extensions',
      clause: 'ISO 32000-2 §7.12, EN 319 142-1 §5.6',
      reads: ['catalog'],
      explains: { catalog: ['Extensions'] },
      grants: ['LTA_UPDATES'],
      judge: judgeExtensions,
    }),
  )
  .and(
    rule({
      name: 'version',
      clause: 'ISO 32000-2 §7.5.2',
      reads: ['catalog'],
      explains: { catalog: ['Version'] },
      grants: ['LTA_UPDATES'],
      judge: judgeVersion,
    }),
  )
  .and(
    rule({
      name: 'metadata',
      clause: 'ISO 32000-2 §14.3.2',
      reads: ['catalog'],
      explains: { catalog: ['Metadata'] },
      grants: ['LTA_UPDATES'],
      judge: judgeMetadata,
    }),
  )
  .and(
    rule({
      name: 'permissions',
      clause: 'ISO 32000-2 §12.8.2.2.1',
      reads: ['catalog'],
      explains: { catalog: ['Perms'] },
      judge: judgePermissions,
    }),
  )
  .andRead(
    rule({
      name: 'form',
      clause: 'ISO 32000-2 §12.7.3',
      reads: ['catalog', 'explained'],
      explains: { catalog: ['AcroForm'] },
      judge: judgeForm,
    }),
  )
  .and(
    rule({
      name: 'signature flags',
      clause: 'ISO 32000-2 §12.7.3',
      reads: ['form'],
      explains: { form: ['SigFlags'] },
      judge: judgeSignatureFlags,
    }),
  )
  .and(
    rule({
      name: 'drawing of fields',
      clause: 'ISO 32000-2 §12.7.3, table 224',
      reads: ['form'],
      explains: { form: ['NeedAppearances'] },
      grants: ['FORM_FILLING'],
      judge: judgeDrawing,
    }),
  )
  .and(
    rule({
      name: 'default appearance',
      clause: 'ISO 32000-2 §12.7.3, table 224',
      reads: ['form'],
      explains: { form: ['DA'] },
      judge: judgeDefaultAppearance,
    }),
  )
  .and(
    rule({
      name: 'form resources',
      clause: 'ISO 32000-2 §12.7.3, table 224',
      reads: ['form'],
      explains: { form: ['DR'] },
      judge: judgeResources,
    }),
  )
  .andRead(
    rule({
      name: 'fields',
      clause: 'ISO 32000-2 §12.7.4, §12.7.5',
      reads: ['form'],
      explains: { form: ['Fields'] },
      grants: ['LTA_UPDATES', 'FORM_FILLING'],
      judge: judgeFields,
    }),
  )
  .andRead(
    rule({
      name: 'page order',
      clause: 'ISO 32000-2 §7.7.3',
      reads: ['catalog'],
      judge: judgePageOrder,
    }),
  )
  .andRead(
    rule({
      name: 'each page',
      clause: 'ISO 32000-2 §7.7.3',
      reads: ['pages', 'explained'],
      judge: judgeEachPage(pageRules),
    }),
  )
  .and(
    rule({
      name: 'structure tree',
      clause: 'ISO 32000-2 §14.7',
      reads: ['catalog', 'addedFields', 'addedAnnotations'],
      explains: { catalog: ['StructTreeRoot'] },
      grants: ['LTA_UPDATES'],
      judge: judgeStructureTree,
    }),
  )

/** All rules in their order. */
export const rules = [...documentRules.rules, ...pageRules.rules]

const explained = entriesExplainedBy(rules)

/**
 * Applies all rules to two revisions.
 * @throws PdfError when one cannot be read, or LIMIT_EXCEEDED
 */
export function* judgeRevisions(revisions: Revisions): Judging {
  const { before, after } = revisions
  const trailer = { before: before.trailer, after: after.trailer }
  yield* documentRules.judge({ trailer, explained }, revisions)
}
