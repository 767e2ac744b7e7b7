// The claims of SPEC.md that have no word of the code in them to look for, each with the title of a
// test that proves it. Who renames the test or rewords the claim changes it here too.

/** Claims, and the title of a test in a file that the claim's row names. */
export const titlesOfClaims: ReadonlyMap<string, string> = new Map([
  ['the rules in their order, what each reads, explains and grants', 'has every entry explained by one rule'],
  ['objects, strings, names, streams', 'reads stream data with %s'],
  [
    'an object of another generation, free or missing, is null',
    'gives null for an object of another generation, and for one that is free or missing',
  ],
  [
    'cross-reference tables: entries of twenty bytes, no gaps',
    'writes entries of twenty bytes in subsections without gaps',
  ],
  [
    'incremental updates: nothing earlier touched, trailer entries kept',
    'leaves every earlier byte of %s and writes the same kind of cross-reference',
  ],
  ['object streams', 'gives objects by index, and knows where a number is'],
  ['cross-reference streams, hybrid files', 'a cross-reference stream'],
  ['page tree, inherited attributes', 'finds pages in nested branches by their counts'],
  [
    'appearance as a form XObject',
    'makes an invisible field of no size, still with an appearance, when none is given',
  ],
  ['composite fonts with Identity-H', 'embeds a TrueType program as a composite font with Identity-H'],
  ['one SignerInfo, detached, DER', 'pads the DER in /Contents with zeros, and with few of them'],
  [
    'no signing-time attribute',
    'writes content-type, message-digest and signing-certificate-v2, and no signing-time',
  ],
  [
    'signing-certificate-v2',
    'writes content-type, message-digest and signing-certificate-v2, and no signing-time',
  ],
  [
    'signature timestamp over the signature value',
    'stamps the signature value and carries the token as an unsigned attribute',
  ],
  [
    'what a level asks is looked for before it is named',
    'make the levels B-T, B-LT and B-LTA, as each revision adds what is missing',
  ],
  ['DER and BER, bounded in depth, elements and identifier length', 'refuses nesting deeper than its cap'],
  ['SignerInfo, digest and signature algorithms that agree', 'that does not announce the digest algorithm'],
  ['the signature is over the attributes as received, as a SET', 'whose signed attributes were left out'],
  [
    'ESSCertID and ESSCertIDv2 identify the certificate',
    'whose signing certificate was exchanged for another one of the same key',
  ],
  ['cmsAlgorithmProtection, where it is there', 'whose cmsAlgorithmProtection says another algorithm'],
  ['RSA PKCS #1 v1.5 and PSS, ECDSA, Ed25519', 'accepts %s and refuses it over other bytes'],
  [
    'imprint, purpose alone and critical, time',
    'does not take a signer of documents for a timestamp authority',
  ],
  ['document timestamps, renewed', 'renewing an archive timestamp'],
  [
    'what an archive timestamp covers with its data is kept, and not asked for again',
    'does not take data for preserved that no timestamp covers',
  ],
  [
    'signature, authority, time, scope, archive cutoff of what is stored',
    'may say revoked, of a time after the signature is proven',
  ],
  [
    'validation data for every certificate of signer, responder, list issuer and timestamp authority',
    'is kept for every certificate of signer, responder and timestamp authority',
  ],
  ['the validation report as XML', 'the ETSI report'],
  ['the validation report as JSON', 'has the published form: %s'],
  [
    'the first visible signature of a tagged document enters its structure tree: Form with an OBJR kid; an unusable tree is left, with the warning UNTAGGED',
    'is not tagged in a tree %s, but signed with a warning',
  ],
  [
    'before signing: objects that nothing leads to are named, by number and by the look of the bytes; containers and hints are told by their place',
    'an object that nothing leads to',
  ],
  [
    'before signing: one save that defines an object twice is refused',
    'refuses a document of which one save defines an object twice',
  ],
  [
    'before signing: texts, choices and states of fields against their appearances; NeedAppearances, XFA',
    'a text, and has no value',
  ],
  [
    'before signing: scripts, remote actions, external streams, attachments, layers, blending and transparency',
    'a script behind another action',
  ],
  [
    'a subset in a PDF/A-1 document has its CIDSet, and in no other',
    'has the glyphs with outlines, and those with widths (long offsets: %s)',
  ],
  [
    "device colours of a stamp in PDF/A: the output intent's, or defaults of the page's or of its own",
    'its own beside a default of its page that is none',
  ],
  [
    'a prepared signature is plain data, as JSON too, and is completed to the same bytes',
    'is completed to the same bytes: %s',
  ],
  ['signing reads of a file what it needs, and appends', 'reads as it does in memory: %s'],
  ['key from user and owner password, revisions 2 to 4', 'of $title is read with the $which password'],
  [
    'bits 4, 6, 9: a new signature field needs 4 and 6, or the owner password',
    'of $title, signed as $which, passes with either password',
  ],
  ['constraining extensions are read strictly; malformed refuses the path', 'extensions that cannot be read'],
  [
    'distribution points, freshest list, access information; malformed yields none',
    'yield none when malformed, and do not make the certificate unreadable: %j',
  ],
  [
    'CRL number, delta indicator, authority key identifier, unknown critical extensions',
    'names a critical extension $title that is not understood',
  ],
  ['which complete list a delta list fits', 'a complete list after the delta'],
  ['issuing distribution point', 'reads what the list is limited to (§5.2.5)'],
  [
    'building: by name and key identifier, every path, bounded',
    'ends in a bounded number of checks, and at the longest path',
  ],
  [
    'validation: time, name chaining, critical extensions, authority, path length, key usage',
    'signature, time, authority and critical extensions',
  ],
  [
    'policies as a graph: explicit, mapping, inhibit mapping, inhibit any',
    'does not grow with what mappings could combine (RFC 9618 §2)',
  ],
  ["constraints of the anchor's own certificate, unless switched off", 'constraints of the anchor'],
  [
    'whether a list covers a certificate: issuer, place, kind, reasons, indirect',
    'an indirect list of the issuer that the point names',
  ],
  [
    'OCSP request, nonce',
    'asks for one certificate, with SHA-1 and without a nonce where nothing else is said',
  ],
  [
    'OCSP response, single responses, archive cutoff',
    'names critical extensions that are not understood, of the response and of an answer',
  ],
  [
    'authorised responder: the issuer, or its direct delegate with id-kp-OCSPSigning',
    'a delegate of the issuer',
  ],
  ['statements that a certificate has no revocation', 'extensions that point elsewhere'],
  [
    'lengths, when walking a list without building elements',
    'splits a SEQUENCE as the reader does, whatever the lengths',
  ],
  [
    'path results as sub-indications; a further judgement may refuse a path and have the next tried',
    'finds the good path when another authority of the same name comes first',
  ],
  [
    'revocation lists: issuer, time, scope, reasons together, delta with base, indirect, hold, unknown critical extensions',
    'two lists that are for all reasons together',
  ],
  ['what is missing, with URL and OCSP request', 'names with each responder the request to post to it'],
  ['certificates without revocation', 'required: a signer without revocation by its issuer’s word'],
  [
    'proof of existence of signature, certificates, revocation data by document timestamps; place of the same data in several revisions',
    'with a document timestamp from before, and the data of then',
  ],
  [
    'an authority whose extended key usage is critical certifies for those purposes alone',
    'whose extended key usage is not critical',
  ],
  [
    "a delegated responder's certificate is one that is understood; of several answers in one response every one counts",
    'an answer of a responder whose certificate has a critical extension that is not understood',
  ],
  [
    'no revocation is believed of end entities that name no place of it',
    'where published: one that names no place, and is revoked all the same',
  ],
  [
    'TSTInfo of version 1, without critical extensions',
    'with a critical extension that nobody here understands',
  ],
  ['a token over what was asked, before it is written', 'is of an algorithm that was not asked for'],
  [
    "a timestamp authority's revocation and its reasons",
    'superseded since: its timestamps stay good (RFC 3161 clause 4)',
  ],
  [
    'sunset dates at the proven time, for signatures, certificates, lists, responders and list issuers',
    'a list issuer that was certified with it',
  ],
  [
    'at most 4096 signatures verified in one validation; a file of forged lists ends',
    'comes to an end in a file full of forged lists and authorities of one name, and passes nothing',
  ],
  ['INTEGER and ENUMERATED are not the same', 'refuse an element of another type'],
  ['the 54 assertions of the DSS project', 'are all in the table, in its words'],
  [
    'later changes against DocMDP P = 1, 2, 3',
    'a certification that the catalog does not name, and a change against it',
  ],
  ['one certification, the first of all signatures', 'a certification after an approval signature'],
  [
    'strict and searching reader agree on every object that is reached',
    'an object that is defined again behind the one that is listed',
  ],
  [
    'members of object streams that no cross-reference gives',
    'an object stream with members that nobody is told of',
  ],
  [
    'hybrid: table and stream give no object in two places',
    'a hybrid whose stream gives an object that the table gives elsewhere',
  ],
  ['other startxref, trailers, junk before the header', 'a line end before the header'],
  ['catalog entries that may change, and to what', 'extensions that hold a stream'],
  ['the security store holds validation data only', 'related data with an entry of its own'],
  ['same pages, same order, same content', 'hide and replace: the pages in another order'],
  ['annotations under P = 3: remarks, clear of what the page shows', ', even where the page is clear'],
  ['where a page shows text and pictures', 'text on a page that is scaled'],
  [
    'what of a page lies under a box: text that is drawn, pictures, fields',
    'only what lies under it, told as the part that does',
  ],
  [
    'filling in, signing an existing field in its box',
    'the empty field, moved over the page as it is signed',
  ],
  ['what counts as filling in, by the type of a field', 'another value, the place being rounded'],
  ['signature fields without area, or hidden', 'a hidden field over the page that is signed, and shown'],
  [
    'streams for dictionaries, references of another generation',
    'an annotation by a generation that its object does not have',
  ],
  ['texts in another encoding, the document information', 'a title in another encoding, and another date'],
  [
    'the widget of an added signature field enters the structure tree',
    'a signature field that enters the tree',
  ],
  [
    'appended bytes: ISA, unlisted objects, objects nothing leads to',
    'an update with an object that nothing leads to',
  ],
  ['the same on encrypted files', 'a trailer that says it is not encrypted'],
  ['every file gets a verdict, for bounded work', '$title gets a verdict for bounded work'],
  [
    'what is read of a file takes bounded memory: 192 MiB, or six times a larger file',
    '$title is read up to the limit and no further',
  ],
  ['what is called signable passes once it is signed', 'what is called signable passes once it is signed'],
  [
    'the update keeps the bytes of 202 foreign documents (5 more are refused), and their pages look the same outside the stamp',
    '$title conforms',
  ],
  ['stamps upright on turned, cropped and scaled pages', 'with a crop box, turned by '],
])
