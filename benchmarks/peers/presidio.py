"""Presidio's recognizers over texts: JSON {"texts": [...]} in, {"model", "seconds", "results": [[{start, end, type}]]} out.

No model is downloaded: spaCy's English model is used where it is installed, else an empty pipeline, which leaves
Presidio its pattern recognizers and no names.
"""
import json
import sys
import tempfile
import time

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

# The list of top-level domains that the package brings; never the network.
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())


def engine(folder):
    model = next((name for name in ("en_core_web_lg", "en_core_web_sm") if spacy.util.is_package(name)), None)
    path = model
    if model is None:
        spacy.blank("en").to_disk(folder)
        path = folder
    configuration = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": path}]}
    nlp = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    return model, AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])


def main():
    texts = json.load(sys.stdin)["texts"]
    with tempfile.TemporaryDirectory() as folder:
        model, analyzer = engine(folder)
        analyzer.analyze(text="warm", language="en")
        start = time.perf_counter()
        results = [
            [{"start": hit.start, "end": hit.end, "type": hit.entity_type} for hit in analyzer.analyze(text=text, language="en")]
            for text in texts
        ]
        seconds = time.perf_counter() - start
    json.dump({"model": model, "seconds": seconds, "results": results}, sys.stdout)


main()
