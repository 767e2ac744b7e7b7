"""Judges one PDF with pyHanko: EN 319 102-1 §5.5, validation with time (level B-T), for every signature.

Usage: pyhanko_validate.py ROOT.cer FILE.pdf
Prints one JSON object: under "signatures" a list of {field, indication, timestamped, coverage, modification, message}.
Revocation lists are fetched from where the certificates say.
"""

import asyncio
import json
import sys

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_with_time_validation
from pyhanko.sign.validation.policy_decl import SignatureValidationSpec
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager


async def judge(root_file: str, pdf_file: str) -> list[dict]:
    with open(root_file, "rb") as file:
        root = x509.Certificate.load(file.read())
    spec = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build([root]),
            revinfo_policy=CertRevTrustPolicy(
                RevocationCheckingPolicy(
                    ee_certificate_rule=RevocationCheckingRule.CHECK_IF_DECLARED,
                    intermediate_ca_cert_rule=RevocationCheckingRule.CHECK_IF_DECLARED,
                )
            ),
        )
    )
    judged = []
    with open(pdf_file, "rb") as file:
        for signature in PdfFileReader(file).embedded_regular_signatures:
            signature.compute_integrity_info()
            result = await ades_with_time_validation(
                signature.signed_data,
                spec,
                raw_digest=signature.compute_digest(),
                extra_status_kwargs=signature.summarise_integrity_info(),
                status_cls=PdfSignatureStatus,
            )
            status = result.api_status
            judged.append(
                {
                    "field": signature.field_name,
                    "indication": result.ades_subindic.status.name,
                    "timestamped": bool(
                        status and status.timestamp_validity and status.timestamp_validity.valid
                    ),
                    "coverage": status.coverage.name if status else None,
                    "modification": status.modification_level.name if status and status.modification_level else None,
                    "message": result.failure_msg,
                }
            )
    return judged


print(json.dumps({"signatures": asyncio.run(judge(*sys.argv[1:3]))}))
