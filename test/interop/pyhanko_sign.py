"""Signs or augments PDFs with pyHanko, by keys given as PKCS #8 DER files.

Standard input: a JSON object a line, {"file", "output", "level": "B" | "T" | "LT" | "LTA", "key"?, "timestamping", "material",
"password"?, "visible"?, "certify"?, "field"?, "newField"?, "lock"?}; without "key" the last signature is augmented, to LT or LTA.
Standard output: {"file", "output"} or {"file", "error"} a line.
"""

import asyncio
import json
import logging
import sys

from asn1crypto import keys, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore


def content(name):
    with open(name, "rb") as file:
        return file.read()


def certificate(name):
    return x509.Certificate.load(content(name))


def context(material):
    return ValidationContext(
        trust_roots=[certificate(name) for name in material["anchors"]],
        other_certs=[certificate(name) for name in material["certificates"]],
        crls=[content(name) for name in material["crls"]],
        ocsps=[content(name) for name in material["ocsps"]],
        revocation_mode="hard-fail",
        # Made before the signature that they are for.
        retroactive_revinfo=True,
    )


def store(path):
    return SimpleCertificateStore.from_certs([certificate(name) for name in path])


def private_key(key):
    return keys.PrivateKeyInfo.load(content(key["privateKey"]))


def timestamper(key):
    return DummyTimeStamper(certificate(key["path"][0]), private_key(key), certs_to_embed=store(key["path"][1:]))


def field_of(job):
    name = job.get("field") or job["newField"]
    locked = {}
    if job.get("lock"):
        locked["field_mdp_spec"] = FieldMDPSpec(FieldMDPAction.ALL)
        locked["doc_mdp_update_value"] = MDPPerm.FILL_FORMS
    return SigFieldSpec(name, box=(20, 20, 140, 60) if job.get("visible") else None, **locked)


async def sign(job):
    key, level, field = job["key"], job["level"], field_of(job)
    signer = SimpleSigner(
        signing_cert=certificate(key["path"][0]),
        signing_key=private_key(key),
        cert_registry=store(key["path"][1:]),
        prefer_pss=key.get("pss", False),
    )
    metadata = PdfSignatureMetadata(
        field_name=field.sig_field_name,
        md_algorithm="sha512" if key["kind"] == "Ed25519" else "sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason="Pengesahan rekaan",
        certify=bool(job.get("certify")),
        docmdp_permissions=MDPPerm(job.get("certify") or 2),
        embed_validation_info=level in ("LT", "LTA"),
        use_pades_lta=level == "LTA",
        validation_context=context(job["material"]) if level in ("LT", "LTA") else None,
    )
    with open(job["file"], "rb") as file, open(job["output"], "wb+") as output:
        writer = IncrementalPdfFileWriter(file)
        if writer.prev.encrypted:
            writer.encrypt(job.get("password", ""))
        pdf_signer = PdfSigner(
            metadata,
            signer,
            timestamper=None if level == "B" else timestamper(job["timestamping"]),
            new_field_spec=None if job.get("field") else field,
        )
        await pdf_signer.async_sign_pdf(writer, output=output)


async def augment(job):
    validation = context(job["material"])
    with open(job["file"], "rb") as file, open(job["output"], "wb+") as output:
        reader = PdfFileReader(file)
        if reader.encrypted:
            reader.decrypt(job.get("password", ""))
        await async_add_validation_info(reader.embedded_regular_signatures[-1], validation, output=output)
        if job["level"] == "LTA":
            writer = IncrementalPdfFileWriter(output)
            if writer.prev.encrypted:
                writer.encrypt(job.get("password", ""))
            await PdfTimeStamper(timestamper(job["timestamping"])).async_timestamp_pdf(
                writer, "sha256", validation, in_place=True
            )


def main():
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        job = json.loads(line)
        try:
            asyncio.run(sign(job) if "key" in job else augment(job))
            answer = {"file": job["file"], "output": job["output"]}
        except Exception as error:  # the test says which job it was
            answer = {"file": job["file"], "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
