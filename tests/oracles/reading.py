"""Compares what our readers read with what other programs read of the same files. Called by reading.sh."""

import atexit, collections, csv, fnmatch, gzip, html, json, os, pathlib, re, subprocess, sys, tempfile, unicodedata

HERE = pathlib.Path(__file__).parent
EXAMPLES = pathlib.Path(os.environ["LINKWORKER_EXAMPLES"])
FIELDS = ["authors", "title", "year", "journal", "doi", "pmid", "volume", "issue", "page", "abstract"]
GOAL = 0.995


# --- the common form: a dict of FIELDS, each a folded string, or absent ------------------------------------------------

def fold(text):
    text = re.sub(r"<[^<>]{1,40}>", "", html.unescape(html.unescape(str(text))))
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    for old, new in (("ß", "ss"), ("ø", "o"), ("ł", "l"), ("æ", "ae"), ("œ", "oe"), ("đ", "d"), ("ı", "i"), ("&", " and ")):
        text = text.replace(old, new)
    text = re.sub(r"['’ʼ‘`´]", "", text)
    return " ".join(re.findall(r"[^\W_]+", text))


def form(authors=(), title="", year="", journal="", doi="", pmid="", volume="", issue="", page="", abstract=""):
    year = re.search(r"\b(1[0-9]{3}|2[0-9]{3})\b", str(year or ""))
    doi = re.search(r"10\.\d{4,9}/\S+", str(doi or ""))
    pages = re.split(r"\s*(?:--?|[–—−‐])\s*", str(page or "").strip())
    found = {
        "authors": " | ".join(filter(None, map(fold, authors))),
        "title": fold(title or ""),
        "year": year.group(0) if year else "",
        "journal": fold(journal or ""),
        "doi": doi.group(0).lower().rstrip(".,;") if doi else "",
        "pmid": str(pmid or "").strip(),
        "volume": fold(volume or ""),
        "issue": fold(issue or ""),
        "page": fold(pages[0] if pages else ""),
        "abstract": fold(abstract or "") if len(fold(abstract or "")) < 40 else "yes",
    }
    return {field: value for field, value in found.items() if value}


def ours(paths):
    """Our records by file, in order."""
    found = collections.defaultdict(list)
    for start in range(0, len(paths), 100):
        run = subprocess.run([EXAMPLES / "records", *paths[start:start + 100]], capture_output=True)
        for line in run.stdout.splitlines():
            line = json.loads(line)
            if record := line.get("record"):
                found[line["source"]].append(our_form(record))
    return found


def our_form(record):
    family = lambda person: person["name"]["Person"]["family"] if "Person" in person["name"] else person["name"]["Collective"]
    authors = [person for person in record["contributors"] if person["role"] == "author"]
    container = record["container"] or {}
    pages = container.get("pages") or {}
    page = pages.get("Single") or pages.get("Article") or (pages.get("Range") or {}).get("first", "")
    found = form(
        authors=map(family, authors), title=record["title"], year=record["published"], journal=container.get("title"),
        doi=record["doi"], pmid=record["pmid"], volume=container.get("volume"),
        issue=" ".join(filter(None, [container.get("issue"), container.get("supplement")])), page=page,
        abstract=(record["abstract_text"] or {}).get("text"),
    )
    # What other programs may read instead: a supplement as a part of the volume, authors without groups, and as
    # authors all who had a part in it.
    supplement = fold(container.get("supplement") or "")
    found["also"] = {
        "volume": " ".join(filter(None, [found.get("volume"), supplement])),
        "issue": fold(container.get("issue") or ""),
        "series": fold((container.get("series") or "")),
        "persons": form(family(person) for person in authors if "Person" in person["name"]).get("authors", ""),
        "everyone": sorted(fold(family(person)) for person in record["contributors"]),
    }
    return found


# --- the other programs ------------------------------------------------------------------------------------------------

def folder():
    """A new folder that goes with the program."""
    made = tempfile.TemporaryDirectory()
    atexit.register(made.cleanup)
    return pathlib.Path(made.name)


def plain(path):
    """The file unpacked, under a name without .gz."""
    if path.suffix != ".gz":
        return path
    unpacked = folder() / path.with_suffix("").name
    unpacked.write_bytes(gzip.decompress(path.read_bytes()))
    return unpacked


def text_of(path):
    data = plain(path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def by_rispy(path):
    import rispy
    for r in rispy.loads(text_of(path)):
        pick = lambda *names: next((r[n] for n in names if r.get(n)), "")
        # Of names without a comma the initials are behind the family name.
        authors = [a.split(",")[0] if "," in a else re.sub(r"\s+([A-Z]\.?[\s-]*)+$", "", a)
                   for a in [*r.get("authors", []), *r.get("first_authors", [])]]
        yield form(authors, pick("title", "primary_title"), pick("year", "publication_year", "date"),
                   pick("secondary_title", "journal_name", "alternate_title3", "alternate_title1"),
                   pick("doi"), "", pick("volume"), pick("number"), pick("start_page"),
                   pick("abstract", "notes_abstract"))


def by_nbib(path):
    import nbib
    for r in nbib.read(text_of(path)):
        authors = [a.get("last_name") or a.get("author", "").split(",")[0] for a in r.get("authors", [])]
        yield form(authors, r.get("title"), r.get("publication_date"), r.get("journal"), r.get("doi"),
                   r.get("pubmed_id"), r.get("journal_volume"), r.get("journal_issue"), r.get("pages"), r.get("abstract"))


def by_pubmed_parser(path):
    import pubmed_parser
    if path.suffix != ".gz":  # all that it opens
        packed = folder() / (path.name + ".gz")
        packed.write_bytes(gzip.compress(path.read_bytes(), 1))
        path = packed
    for r in pubmed_parser.parse_medline_xml(str(path), author_list=True):
        if r.get("delete"):
            continue
        authors = [a.get("lastname") for a in r.get("authors", []) if a.get("lastname")]
        yield form(authors, r.get("title"), r.get("pubdate"), r.get("journal"), r.get("doi"), r.get("pmid"),
                   r.get("volume", ""), "", r.get("pages"), r.get("abstract"))


def by_bibtexparser(path):
    import bibtexparser
    from bibtexparser import middlewares as m
    from pylatexenc.latex2text import LatexNodes2Text
    # Names are split before they are decoded: the braces keep the name of a group together.
    library = bibtexparser.parse_string(text_of(path), append_middleware=[
        m.NormalizeFieldKeys(), m.SeparateCoAuthors(), m.SplitNameParts(), m.LatexDecodingMiddleware(keep_math_mode=False)])
    decode = lambda text: LatexNodes2Text().latex_to_text(text).strip()
    for entry in library.entries:
        value = lambda *names: next((entry.fields_dict[n].value for n in names if n in entry.fields_dict), "")
        authors = [decode(" ".join(a.von + a.last)) for a in value("author") or []]
        title = f'{value("title")} {value("subtitle")}'
        yield form([a for a in authors if a.lower() != "others"], title, value("year", "date"),
                   value("journal", "journaltitle", "booktitle"), value("doi"), value("pmid"), value("volume"),
                   value("number", "issue"), value("pages"), value("abstract"))


def by_zotero(path):
    expected = path.with_name(path.name + ".expected.json")
    if not expected.exists():
        raise FileNotFoundError
    for r in json.loads(expected.read_text()):
        if r.get("itemType") in ("note", "attachment"):
            continue
        makers = [c for c in r.get("creators", []) if c.get("creatorType") not in (
            "editor", "seriesEditor", "translator", "contributor", "bookAuthor", "reviewedAuthor", "recipient")]
        number = r.get("issue", "")
        yield form([c.get("lastName") or c.get("name", "") for c in makers], r.get("title") or r.get("caseName"),
                   r.get("date") or r.get("issueDate") or r.get("dateDecided") or r.get("dateEnacted"),
                   r.get("publicationTitle") or r.get("bookTitle") or r.get("proceedingsTitle") or r.get("encyclopediaTitle"),
                   r.get("DOI"), "", r.get("volume"), number, r.get("pages"), r.get("abstractNote"))


def by_biblib(path):
    run = subprocess.run([EXAMPLES / "biblib_records", plain(path)], capture_output=True)
    if run.returncode != 0:
        raise ValueError(run.stderr.decode()[:200])
    for line in run.stdout.splitlines():
        r = json.loads(line)
        yield form(r["authors"], r["title"], r["year"], r["journal"], r["doi"], r["pmid"], r["volume"], r["issue"],
                   r["page"], r["abstract"])


# They leave out the authors that are groups.
WITHOUT_GROUPS = ("pubmed_parser", "nbib")
# They call editors and others authors too, before or behind them.
WITH_EDITORS = ("biblib",)

ORACLES = {
    "pubmed_xml": {"pubmed_parser": by_pubmed_parser, "biblib": by_biblib, "zotero": by_zotero},
    "nbib": {"nbib": by_nbib, "biblib": by_biblib, "zotero": by_zotero},
    "ris": {"rispy": by_rispy, "biblib": by_biblib, "zotero": by_zotero},
    "bibtex": {"bibtexparser": by_bibtexparser, "zotero": by_zotero},
    "endnote_xml": {"biblib": by_biblib, "zotero": by_zotero},
    "isi": {"zotero": by_zotero},
    "csl_json": {"zotero": by_zotero},
    "openalex_json": {"zotero": by_zotero},
}


# --- comparison --------------------------------------------------------------------------------------------------------

def pairs(mine, theirs):
    """Records of both that stand for one another: by identifier, then by title, then by place."""
    left = list(range(len(mine)))
    rest = []
    for their in filter(None, theirs):
        def same(field):
            # Of several with the same value, the one that is most like it.
            alike = lambda n: sum(agree(f, mine[n].get(f, ""), their[f]) for f in FIELDS if f in their)
            if not their.get(field):
                return None
            found = (n for n in left if letters(mine[n].get(field, "")) == letters(their[field]))
            return max(found, key=alike, default=None)
        found = same("pmid")
        for field in ("doi", "title"):
            found = same(field) if found is None else found
        if found is None:
            rest.append(their)
        else:
            left.remove(found)
            yield mine[found], their
    if len(rest) == len(left):
        yield from ((mine[n], their) for n, their in zip(left, rest))
    else:
        yield from ((None, their) for their in rest)


def agree(field, our, their):
    if our == their:
        return True
    if field == "journal":  # a full name and its abbreviation
        return bool(our) and (abbreviates(our, their) or letters(our) == letters(their))
    return field in ("title", "authors") and bool(our) and letters(our) == letters(their)


def letters(text):
    """Programs decode markup and join words in ways of their own: letters alone count."""
    return text.replace(" ", "").replace("|", "")


def abbreviates(one, other):
    """Whether the words are the same, or shorter ones of the same letters in the same order."""
    small = ("the", "of", "and", "in", "for", "de", "la", "et", "on", "a")
    words = lambda name: [word for word in name.split() if word not in small]
    within = lambda short, long: short[0] == long[0] and all(c in rest for rest in [iter(long)] for c in short)
    ours, theirs = words(one), words(other)
    return len(ours) == len(theirs) and all(within(*sorted(pair, key=len)) for pair in zip(ours, theirs))


class Judgements:
    """Rows: oracle, file pattern, field, our value, their value (patterns; `*` is anything), verdict, why. In the pattern
    for their value `{ours}` stands for our value, `{title}` and `{series}` for the title and the series that we read."""

    def __init__(self, path):
        rows = csv.reader(path.open(), delimiter="\t", quoting=csv.QUOTE_NONE)
        self.rows = [row for row in rows if row and not row[0].startswith("#")]
        self.used = collections.Counter()

    def verdict(self, oracle, file, field, our, their, known):
        values = (oracle, file, field, our, their)
        for number, row in enumerate(self.rows):
            pattern = row[4]
            for name, value in {"{ours}": our, **known}.items():
                pattern = pattern.replace(name, re.sub(r"([*?[])", r"[\1]", value or "\0"))
            if all(fnmatch.fnmatchcase(value, p) for value, p in zip(values, [*row[:4], pattern])):
                self.used[number] += 1
                return row[5]
        return None


def main(data, folders):
    judgements = Judgements(HERE / "judgements.tsv")
    counts = collections.defaultdict(collections.Counter)
    unjudged = []
    for folder in folders or ORACLES:
        paths = [p for p in sorted((data / folder).iterdir()) if ".expected." not in p.name]
        found = ours(paths)
        for path in paths:
            file = f"{folder}/{path.name}"
            for oracle, read in ORACLES[folder].items():
                try:
                    theirs = list(read(path))
                except FileNotFoundError:
                    continue
                except Exception as error:
                    counts[(folder, oracle)]["files it cannot read"] += 1
                    print(f"{file}: {oracle} fails: {str(error)[:100]!r}", file=sys.stderr)
                    continue
                compare(file, oracle, found[str(path)], theirs, judgements, counts[(folder, oracle)], unjudged)
    return conclude(counts, unjudged)


def compare(file, oracle, mine, theirs, judgements, count, unjudged):
    for our, their in pairs(mine, theirs):
        count["records"] += 1
        # We leave out a record with neither, and say so.
        lost = "(no record)" if {"title", "doi", "pmid"} & their.keys() else "(no record: no title)"
        for field in FIELDS:
            if field not in their:
                continue
            our_value = lost if our is None else our.get(field, "")
            also = our["also"] if our else {}
            if field == "authors" and our and oracle in WITHOUT_GROUPS:
                our_value = also["persons"]
            if agree(field, our_value, their[field]) or also.get(field) == their[field] or (
                    field == "authors" and oracle in WITH_EDITORS and our
                    and sorted(their[field].split(" | ")) == also["everyone"]):
                count["agree"] += 1
                continue
            known = {"{title}": our.get("title"), "{series}": also["series"]} if our else {}
            verdict = judgements.verdict(oracle, file, field, our_value, their[field], known)
            count[verdict or "unjudged"] += 1
            if verdict is None:
                key = their.get("pmid") or their.get("doi") or their.get("title", "")[:40]
                unjudged.append((oracle, file, key, field, our_value[:160], their[field][:160]))


def conclude(counts, unjudged):
    print(f"{'folder':14} {'oracle':14} {'records':>8} {'agree':>8} {'ours':>6} {'both':>6} {'oracle':>7} {'unjudged':>9} {'where it is right':>18}")
    good = not unjudged
    total = collections.Counter()
    for (folder, oracle), count in counts.items():
        total.update(count)
        right = count["agree"] + count["oracle"] + count["unjudged"]
        share = count["agree"] / right if right else 1.0
        print(f"{folder:14} {oracle:14} {count['records']:8} {count['agree']:8} {count['ours']:6} {count['both']:6} "
              f"{count['oracle']:7} {count['unjudged']:9} {share:17.2%}")
    right = total["agree"] + total["oracle"] + total["unjudged"]
    share = total["agree"] / right if right else 1.0
    print(f"{'all':29} {total['records']:8} {total['agree']:8} {total['ours']:6} {total['both']:6} {total['oracle']:7} "
          f"{total['unjudged']:9} {share:17.2%}")
    for row in unjudged[:int(os.environ.get("SHOW", "200"))]:
        print("\t".join(row))
    if len(unjudged) > int(os.environ.get("SHOW", "200")):
        print(f"… and {len(unjudged) - int(os.environ.get('SHOW', '200'))} more (SHOW=N shows more)")
    return 0 if good and share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
