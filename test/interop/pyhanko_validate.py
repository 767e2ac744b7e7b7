"""Judges PDFs with pyHanko, each signature by the process of EN 319 102-1 that fits what the file holds.

Standard input: a JSON object a line, {"file", "anchors", "password"?, "crls"?, "ocsps"?, "certificates"?, "fetch"?}, the
lists being DER files. Where certificates name a list or responder, revocation data is required: what the file holds, what
the job gives, and with "fetch" what the certificates point to.
Standard output: a JSON object a line, {"file", "signatures": [{"field", "kind", "process", "indication", "subIndication",
"timestamped", "archived", "coverage", "modification", "docMdpOk", "message"}]} or {"file", "error"}.

process: "basic" (clause 5.3), "with-time" (5.5) or "long-term" (5.6.3, which the other name calls LTA).
"""

import asyncio
import json
import logging
import sys
from dataclasses import replace

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.ades import (
    ades_basic_validation,
    ades_lta_validation,
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

RULE = RevocationCheckingRule.CHECK_IF_DECLARED


def read(kind, files):
    for name in files:
        with open(name, "rb") as file:
            yield kind.load(file.read())


def specification(job):
    responses = read(ocsp.OCSPResponse, job.get("ocsps", []))
    fetching = RevinfoOnlineFetchingRule.ALWAYS_FETCH if job.get("fetch") else RevinfoOnlineFetchingRule.LOCAL_ONLY
    return SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(list(read(x509.Certificate, job["anchors"]))),
            revinfo_policy=CertRevTrustPolicy(
                RevocationCheckingPolicy(ee_certificate_rule=RULE, intermediate_ca_cert_rule=RULE)
            ),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(online_fetching_rule=fetching),
        local_knowledge=LocalKnowledge(
            known_crls=[CRLContainer(each) for each in read(crl.CertificateList, job.get("crls", []))],
            known_ocsps=[one for each in responses for one in OCSPContainer.load_multi(each)],
            known_certs=list(read(x509.Certificate, job.get("certificates", []))),
        ),
    )


def with_store(reader, spec):
    """What the file's own DSS dictionary holds, added to what is known."""
    if "/DSS" not in reader.root:
        return spec
    store = DocumentSecurityStore.read_dss(reader)
    known = spec.local_knowledge
    responses = [ocsp.OCSPResponse.load(each.get_object().data) for each in store.ocsps]
    lists = [crl.CertificateList.load(each.get_object().data) for each in store.crls]
    return replace(
        spec,
        local_knowledge=LocalKnowledge(
            known_ocsps=known.known_ocsps + [one for each in responses for one in OCSPContainer.load_multi(each)],
            known_crls=known.known_crls + [CRLContainer(each) for each in lists],
            known_certs=known.known_certs + list(store.load_certs()),
        ),
    )


def process_for(reader, signature):
    """Past validation takes a timestamp over the file, later than the signature."""
    last = reader.embedded_timestamp_signatures[-1:]
    if last and last[0].signed_revision > signature.signed_revision:
        return "long-term"
    has_token = next(generic_cms.extract_tst_data_iter(signature.signer_info, signed=False), None) is not None
    return "with-time" if has_token else "basic"


async def judge_signature(signature, spec, process):
    if process == "long-term":
        return await ades_lta_validation(signature, PdfSignatureValidationSpec(spec))
    if process == "basic":
        return await ades_basic_validation(signature.signed_data, spec, raw_digest=signature.compute_digest())
    return await ades_with_time_validation(
        signature.signed_data,
        spec,
        raw_digest=signature.compute_digest(),
        extra_status_kwargs=signature.summarise_integrity_info(),
        status_cls=PdfSignatureStatus,
    )


async def judge_timestamp(signature, spec):
    return await ades_timestamp_validation(
        signature.signed_data,
        spec,
        expected_tst_imprint=lambda _: signature.compute_digest(),
        extra_status_kwargs=signature.summarise_integrity_info(),
        status_cls=DocumentTimestampStatus,
    )


async def judge_one(reader, signature, spec):
    is_timestamp = signature.sig_object.get("/SubFilter") == "/ETSI.RFC3161"
    process = "timestamp" if is_timestamp else process_for(reader, signature)
    signature.compute_integrity_info()
    known = with_store(reader, spec)
    result = await (judge_timestamp(signature, known) if is_timestamp else judge_signature(signature, known, process))
    status = result.api_status
    validity = getattr(status, "timestamp_validity", None)
    return {
        "field": signature.field_name,
        "kind": "document-timestamp" if is_timestamp else "signature",
        "process": process,
        "indication": result.ades_subindic.status.name,
        "subIndication": result.ades_subindic.name,
        "timestamped": bool(validity and validity.valid),
        "archived": getattr(result, "oldest_evidence_record_timestamp", None) is not None,
        "coverage": signature.coverage.name,
        "modification": getattr(getattr(signature.diff_result, "modification_level", None), "name", None),
        "docMdpOk": signature.summarise_integrity_info()["docmdp_ok"],
        "message": result.failure_msg or (str(signature.diff_result) if isinstance(signature.diff_result, Exception) else None),
    }


async def judge(job):
    with open(job["file"], "rb") as file:
        reader = PdfFileReader(file, strict=not job.get("lenient", False))
        if reader.encrypted:
            reader.decrypt(job.get("password", ""))
        spec = specification(job)
        return [await judge_one(reader, each, spec) for each in reader.embedded_signatures]


def main():
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = {"file": job["file"], "signatures": asyncio.run(judge(job))}
        except Exception as error:  # whatever a validator trips over is its verdict on that file
            answer = {"file": job["file"], "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
