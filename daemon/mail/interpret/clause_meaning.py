"""What a clause means that is no known phrase: its act, with polarity, mood, subject and object, by lemmas.

A clause is one of: an act of the writer's own (an approval, a return, a demand …), a finding in favour, something risky
beside an approval, or an aside, which cannot overturn a verdict. `words/lemmas.yaml` says which word does what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from daemon.mail.interpret.lexicon import APPROVING, Lexicon, Meaning
from daemon.mail.interpret.morphology import Form, forms, lemmas, may_be
from daemon.mail.interpret.tokenizer import Clause

_DENIALS = frozenset({"не", "ни", "not", "never", "cannot", "can't", "don't", "won't", "didn't", "doesn't", "isn't"})
_IMPOSSIBLE = frozenset({"нельзя", "невозможно", "рано", "незачем", "нечего", "некуда", "запрещаю", "преждевременно"})
_NONE = frozenset(
    {
        "нету",
        "nothing",
        "none",
        "without",
        "нет",
        "без",
        "никаких",
        "никакого",
        "никакой",
        "отсутствуют",
        "отсутствует",
        "ноль",
        "no",
        "zero",
    }
)
_NOT_TO = frozenset(
    {"за", "надо", "нужно", "буду", "будем", "стану", "стал", "стала", "требуется", "стоит", "могу", "пришлось"}
)
_IS_NONE = frozenset({"нет", "вижу", "видим", "никаких", "нашел", "нашла", "нашли"})
_REASONS_TO = frozenset({"смысла", "причин", "оснований", "повода", "поводов", "смысл", "нужды", "необходимости"})
_AUXILIARIES = frozenset(
    {"мочь", "смочь", "быть", "стать", "хотеть", "готовый", "собираться", "намеренный", "надо", "нужно", "стоить",
     "требоваться", "следовать", "можно", "возможно", "возможный", "ничего", "никак", "больше", "это", "и", "даже",
     "еще", "я", "мы", "меня", "его", "ее", "их", "буду", "дать", "давать", "ставить", "may", "can", "will", "do", "be"}
)  # fmt: skip
_MAY = frozenset({"можно", "можете", "может", "могут", "возможным", "возможно", "готов", "готова", "разрешаю", "пусть",
                  "рекомендую", "предлагаю", "быть", "давайте", "пора", "позволяю", "решили"})  # fmt: skip
_MUST = frozenset({"прошу", "просьба", "надо", "нужно", "необходимо", "требуется", "следует", "просим", "попрошу", "пусть",
                   "придется", "необходимым", "целесообразным", "скажите"})  # fmt: skip
_TO = frozenset({"на", "в", "к"})
_DESTINATIONS = frozenset({"подпись", "подписание", "оплата", "исполнение", "работа", "печать", "дело", "заключение"})
_ON = frozenset({"дальше", "далее", "маршрут", "список"})
_FROM = frozenset({"от", "со", "по", "за", "из"})
_WRITINGS = frozenset(
    {
        "образец",
        "пример",
        "шаблон",
        "формулировка",
        "письмо",
        "сообщение",
        "ответ",
        "статус",
        "резолюция",
        "ирония",
        "сарказм",
        "шутка",
        "цитата",
        "автоответ",
    }
)
_SHORT_ASIDE = 2  # words: so short a sentence is said of the one before
_ASKING = frozenset({"ли", "почему", "зачем", "когда", "кто", "где", "сколько", "бы", "б", "why", "when", "who"})
_DICTATED = 4  # words: fewer are one thought
_LEADS_IN = frozenset(
    {"и", "поэтому", "так", "что", "ну", "да", "я", "мы", "короче", "общем", "в", "тоже", "договор", "его", "сам"}
)
_TO_REST = frozenset(
    {"с", "со", "по", "от", "в", "на", "для", "без", "при", "за", "если", "когда", "после", "до", "только", "лишь"}
)
_TELLING = 3  # words
_ME = frozenset({"я", "мы", "меня", "мне", "i", "i'm", "i've", "we"})
_SUBORDINATE = frozenset({"что", "чтобы", "если", "когда", "как", "that", "if", "when"})
_ENTERING = frozenset({"заключения", "закупки", "покупки", "приобретения", "трат"})
_TOO = frozenset(
    {
        "слишком",
        "много",
        "мало",
        "дорого",
        "долго",
        "высокая",
        "высокий",
        "низкая",
        "завышена",
        "велика",
        "жаль",
        "однако",
        "should",
        "too",
        "high",
        "low",
        "wrong",
        "missing",
        "please",
        "better",
        "but",
        "typo",
        "needs",
        "must",
    }
)
_NOT_THAT = frozenset({"тот", "та", "то", "те", "наш", "наша", "наше", "наши"})
_ELSEWHERE = frozenset(
    {"вам", "тебе", "туда", "сюда", "то", "тот", "та", "ту", "тому", "нам", "этот", "эту", "you", "this", "that"}
)
_POLITE_IF = frozenset({"можно", "возможно", "что", "коротко", "possible", "честно", "кратко"})
_AFTER = frozenset({"после", "до", "перед", "при", "без", "кроме", "after", "before", "without"})
_WANTED = frozenset(
    {
        "хочу",
        "хотел",
        "хотела",
        "мне",
        "давайте",
        "давай",
        "дайте",
        "сначала",
        "надо",
        "let's",
        "let",
        "i'll",
        "we'll",
        "i'd",
        "will",
        "need",
    }
)
_PREDICATES = frozenset({"VERB", "INFN", "PRTS", "ADJS", "PRED"})
_HARMLESS_TAGS = ("CONJ", "PREP", "INTJ")
_ALL_IN_ALL = frozenset({"удовольствие", "радость", "объем", "мера", "уважение", "доверенность", "имя", "форма", "весь",
                         "право", "положение"})  # fmt: skip


_NO_CLAUSE = Clause((), 0, "", "")


@dataclass(frozen=True, slots=True)
class Act:
    """A meaning and the index of the word that carries it: what stands after it is what the act is about."""

    meaning: Meaning
    at: int


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """The words of a clause with the questions that are asked of them."""

    said: Sequence[str]
    clause: Clause
    lexicon: Lexicon

    def is_a(self, at: int, name: str) -> bool:
        """Return True if the word at `at` may be of a lemma of the list."""
        held = self.lexicon.lemmas[name]
        if name == "good" and may_be(self.said[at], "COMP"):  # "лучше" is no praise
            return False
        return self.said[at] in held or not held.isdisjoint(lemmas(self.said[at]))

    def any_of(self, *names: str) -> int:
        """Return the index of the first word that is of one of the lists; -1 if there is none."""
        return next((at for at in range(len(self.said)) if any(self.is_a(at, name) for name in names)), -1)

    def all_of(self, name: str) -> Iterator[int]:
        return (at for at in range(len(self.said)) if self.is_a(at, name))

    def forms(self, at: int, name: str) -> tuple[Form, ...]:
        """Return the ways to take the word at `at` that are of a lemma of the list."""
        return tuple(each for each in forms(self.said[at]) if each.lemma in self.lexicon.lemmas[name])

    def says(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.said)

    def is_denied(self, at: int) -> bool:
        """Return True if a denial governs the word at `at`, over auxiliaries; two of them are none.

        "Не буду возвращать", "возвращать нечего", "отказывать причин нет"; but "не могу не согласовать".
        """
        count, before = 0, at - 1
        while before >= 0 and at - before <= 5:
            word = self.said[before]
            if word in _DENIALS or word in _IMPOSSIBLE:
                count += 1
            elif word not in _AUXILIARIES and _AUXILIARIES.isdisjoint(lemmas(word)):
                break
            before -= 1
        after = self.said[at + 1 :]
        infinitive = may_be(self.said[at], "INFN")
        if infinitive and not _IMPOSSIBLE.isdisjoint(after):
            count += 1
        elif infinitive and any(pair[0] == "не" and pair[1] in _NOT_TO for pair in pairwise(after[:4])):
            count += 1
        elif infinitive and self.says(_IS_NONE) and self.says(_REASONS_TO):
            count += 1
        return count % 2 == 1


def act_of(said: Sequence[str], clause: Clause, lexicon: Lexicon) -> Act | None:
    """Return the act that a clause performs, or a finding in favour; None if it performs none.

    Whoever wrote it performs it now: another subject, tense, mood or object makes it none.
    """
    these = ClauseWords(tuple(said), clause, lexicon)
    if clause.is_asked:
        return None
    found = next((act for rule in _ACTS if (act := rule(these))), None)
    approving = (at for at, word in enumerate(these.said) if is_approving(word, lexicon) and not these.is_denied(at))
    if found is not None and found.meaning not in APPROVING and next(approving, -1) >= 0:
        return None if found.meaning is not Meaning.APPROVE_WITH_REMARKS else found
    if found is not None and found.meaning is Meaning.CONSIDERED:
        risky = said[0] in _SUBORDINATE or any(
            rule(these, True) >= 0 for rule in (_conditions, _is_unseen, _mocks, _reports)
        )
        return None if risky else found
    return found


def risk_of(said: Sequence[str], clause: Clause, lexicon: Lexicon, *, attached: bool) -> str:
    """Return the word by which a clause beside an approval denies, conditions, defers, limits or mocks it; or "".

    `attached`: it stands in the sentence of the approval, so that a condition may govern it.
    """
    these = ClauseWords(tuple(said), clause, lexicon)
    short = len(these.said) <= _SHORT_ASIDE
    for rule in _RISKS if attached or short else _RISKS_APART:
        if (at := rule(these, attached)) >= 0:
            return these.said[at]
    return ""


def is_told(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if a clause without a risk tells something: three words, or one that happened or is so.

    One or two other words may be mockery: "согласовано, мечтайте".
    """
    words = [word for word in said if word not in lexicon.marks["splitting"]]
    telling = lexicon.lemmas["yielding"] | lexicon.lemmas["announce"] | lexicon.lemmas["help"]
    if len(words) >= _TELLING or any(not telling.isdisjoint(lemmas(word)) for word in words):
        return True
    if not words or not forms(words[0])[0].tags or all(may_be(word, "NOUN", "anim") for word in words):
        return False
    addressed = any(is_verb(word) and not may_be(word, "3per") for word in words)
    return any(may_be(word, "past") or may_be(word, "ADJS") for word in words) or not addressed


def is_missing(said: Sequence[str]) -> bool:
    """Return True for "альтернатив нет", where something is not there; "бухгалтерия нет" says who does not agree."""
    return len(said) > 1 and said[-1] == "нет" and may_be(said[-2], "gent") and not may_be(said[-2], "nomn")


def mends_something(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for a demand that needs no object ("переделывайте"), has one, or wants it back ("пришлите заново")."""
    plain = lexicon.lemmas["rework"] | lexicon.lemmas["again"]
    if any(not plain.isdisjoint(lemmas(word)) for word in said):
        return True
    mends = any(not lexicon.lemmas["mend"].isdisjoint(lemmas(word)) for word in said)
    return mends and "меня" not in said and any(may_be(word, "NOUN", "accs") for word in said)


def opposes(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if no word of the clause approves as the writer's own: it may stand beside a return."""
    return not any(
        is_approving(word, lexicon) and not ClauseWords(said, _NO_CLAUSE, lexicon).is_denied(at)
        for at, word in enumerate(said)
    )


def is_defect(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for a defect of the contract, said as a fact: "реквизиты не наши", "контрагент указан неверно"."""
    for at in range(1, len(said) - 1):
        if said[at] == "не" and said[at + 1] in _NOT_THAT and may_be(said[at - 1], "NOUN", "inan", "nomn"):
            return True
    if not lexicon.marks_any("matter", said):
        return False
    for at, word in enumerate(said):
        if (
            word in _DENIALS
            and at + 1 < len(said)
            and not lexicon.lemmas["agreeing_with"].isdisjoint(lemmas(said[at + 1]))
        ):
            return True
        if not lexicon.lemmas["wrong"].isdisjoint(lemmas(word)) and (not at or said[at - 1] not in _DENIALS):
            return True
    return False


def thoughts(clause: Clause, lexicon: Lexicon) -> Iterator[int]:
    """Yield where a new thought begins around an approval in words without signs, as people dictate them.

    "Цена рыночная сравнил с двумя кп | согласовано"; what belongs to the approval has no predicate of its own.
    """
    said = clause.said
    own = [at for at, word in enumerate(clause.words) if is_approving(word.said, lexicon) and not word.is_quoted]
    if len(own) != 1 or len(said) < _DICTATED or clause.is_asked or _ASKING & set(said):
        return
    start, end = own[0], own[0] + 1
    if start and said[start - 1] in _DENIALS:
        return
    while start and said[start - 1] in _LEADS_IN:
        start -= 1
    promised = may_be(said[own[0]], "futr") and any(may_be(word, "1per", "futr") for word in said[:start])
    denied = (
        promised
        or start
        and (
            said[start - 1] in _DENIALS
            or said[start - 1] in _SUBORDINATE
            or not _AUXILIARIES.isdisjoint({said[start - 1], *lemmas(said[start - 1])})
        )
    )
    before = said[:start]
    if start and not denied and any(map(_is_predicate, before)) and _SUBORDINATE.isdisjoint(before[:1]):
        yield start
    after = said[end:]
    if (
        len(after) >= _TELLING
        and any(map(_is_predicate, after))
        and not _SUBORDINATE & set(after[:1])
        and after[0] not in _TO_REST
        and not any("быть" in lemmas(word) for word in after)
    ):
        yield end


def _is_predicate(word: str) -> bool:
    """Return True for a word that makes a thought of its own: a finite verb, "нет", "сошлось", "рыночная"."""
    return any(may_be(word, tag) for tag in ("VERB", "PRED", "PRTS", "ADJS", "INFN")) and word not in _LEADS_IN


def has_cue(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if a word of a verdict stands in the clause as a verb, or as its subject: "юрист отклонил", "отказ"."""
    these = ClauseWords(tuple(said), _NO_CLAUSE, lexicon)
    for name in ("approve", "sign", "return", "decline", "object", "rework", "take_back", "permit"):
        for at in these.all_of(name):
            own = name != "sign" or may_be(said[at], "1per") or may_be(said[at], "past")
            if own and (
                not forms(said[at])[0].tags or is_verb(said[at]) or may_be(said[at], "PRTS") or may_be(said[at], "ADJS")
            ):
                return True
    nouns = lexicon.lemmas["verdict_word"]
    return (
        any(not nouns.isdisjoint(lemmas(word)) and may_be(word, "nomn") and not may_be(word, "gent") for word in said)
        or "против" in said
    )


def has_verdict(word: str, lexicon: Lexicon) -> bool:
    """Return True for a passive form of a verdict: "отклонено"."""
    verdicts = lexicon.lemmas["approve"] | lexicon.lemmas["decline"]
    return may_be(word, "PRTS") and not verdicts.isdisjoint(lemmas(word))


def is_approving(word: str, lexicon: Lexicon) -> bool:
    """Return True for a form by which the writer approves: "согласна", "согласовываю"."""
    own = may_be(word, "1per") or may_be(word, "ADJS") or may_be(word, "PRTS")
    return own and not lexicon.lemmas["approve"].isdisjoint(lemmas(word))


def signs(clause: Clause, lexicon: Lexicon) -> bool:
    """Return True for a post, a department or a name in a sentence of its own behind a verdict: "завпост Кузьмин"."""
    if not clause.begins_sentence and not {",", "/"} & set(clause.before):
        return False
    these = ClauseWords(clause.said, clause, lexicon)
    named = 0
    for at, word in enumerate(clause.words):
        name = any(may_be(word.said, tag) for tag in ("Surn", "Name", "Patr")) and word.is_capitalised
        post = these.is_a(at, "role") or these.is_a(at, "own_side") or lexicon.marks_any("post_stems", (word.said,))
        if not (name or post or word.is_initial or word.said[:1].isdigit() or word.said in lexicon.marks["posts"]):
            return False
        named += bool(name or post)
    return bool(named) and not clause.is_asked


def is_mistaken(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for a reason to take an answer back: "поторопилась"."""
    return any(not lexicon.lemmas["take_back"].isdisjoint(lemmas(word)) for word in said)


def offers_help(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for what a condition may lead to without touching a verdict: "звоните"."""
    return any(not lexicon.lemmas["help"].isdisjoint(lemmas(word)) for word in said)


def is_by_the_way(said: Sequence[str]) -> bool:
    """Return True for what has nothing to do with the contract: "кстати, кому отдать оригиналы?"."""
    return bool({"кстати", "btw"} & set(said)) or ("by", "the") in pairwise(said)


def is_plain_fact(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for a reason that stands before an approval and asks for nothing: "лимиты есть", "цена рыночная"."""
    these = ClauseWords(tuple(said), _NO_CLAUSE, lexicon)
    if said[0] in lexicon.marks["splitting"] or these.says(_DENIALS) or these.says(_NONE) or these.says(_MUST):
        return False
    if (
        these.any_of(
            "fault", "objection", "mend", "rework", "wrong", "bad", "announce", "another", "no_choice", "condition"
        )
        >= 0
    ):
        return False
    wanting = any(
        may_be(word, "impr") or may_be(word, "COMP") or word in ("бы", "надо", "должен", "должна", "должно")
        for word in said
    )
    excess = any(word.endswith(("оват", "овата", "овато", "оваты")) or word in _TOO for word in said)
    return not wanting and not excess and bool(forms(said[0])[0].tags or not lexicon.marks_any("risky", said))


def is_seen(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for what was only done with the letter: "да, вижу"."""
    return any(
        not lexicon.lemmas["seen"].isdisjoint(lemmas(word)) or not lexicon.lemmas["consider"].isdisjoint(lemmas(word))
        for word in said
    )


def is_thought(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for what makes the next clause a thought or hearsay: "думал", "по словам Орловой"."""
    return any(not lexicon.lemmas["think"].isdisjoint(lemmas(word)) for word in said)


def is_announcing(said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if what stands before a colon is the writer's own side: "костюмерный цех", "одним словом"."""
    others = lexicon.lemmas["report"] | lexicon.lemmas["forward"] | lexicon.lemmas["think"] | _WRITINGS
    if any(not others.isdisjoint(lemmas(word)) and word != "словом" for word in said):
        return False
    return not any(may_be(word, "NOUN", "anim") or word[:1].isdigit() or not forms(word)[0].tags for word in said)


def returns_contract(head: str, rest: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if the words after a return are to whom, what for or how it comes back: "Сергею", "на пересмотр".

    Another thing ("деньги"), another doer ("юристом"), the writer ("мне") or a later time make it something else.
    """
    if not any(forms(word)[0].tags for word in rest) or may_be(head, "futr"):
        return False
    again = lexicon.lemmas["again"] | lexicon.lemmas["for_rework"] | {"рассмотрение", "согласование"}
    if any(not again.isdisjoint(lemmas(word)) for word in rest):
        return True
    verdicts = lexicon.lemmas["approve"] | lexicon.lemmas["sign"] | lexicon.lemmas["decline"]
    for word in rest:
        if not verdicts.isdisjoint(lemmas(word)):
            return False
        other = not lexicon.lemmas["other_thing"].isdisjoint(lemmas(word)) and may_be(word, "accs")
        if (
            other
            or (may_be(word, "NOUN", "anim", "ablt") and not may_be(word, "datv"))
            or word in ("мне", "нельзя", "завтра", "себе", "или", "с", "со")
        ):
            return False
        if may_be(word, "PREP"):
            break
    return True


def denies_thing(said: Sequence[str]) -> bool:
    """Return True if a denial at the beginning is no verb's: "не сумма верная"."""
    after = next((word for word in said if word not in _DENIALS), "")
    return (
        not any(may_be(after, tag) for tag in ("VERB", "INFN", "PRED", "ADVB", "ADJS", "PRTS", "ADJF", "COMP"))
        if (after and forms(after)[0].tags)
        else after not in ("wrong", "need", "reason")
    )


# -- acts -------------------------------------------------------------------------------------------------------------


def _over(these: ClauseWords) -> Act | None:
    """An objection, a return or a doubt that was, and is no more: "раньше возражала", "возражение снимаю"."""
    about = these.any_of("objection", "fault", "object", "return", "decline", "doubt", "rework", "take_back")
    if about < 0 and "против" in these.said:
        about = list(these.said).index("против")
    for at in these.all_of("reminding"):
        if these.is_denied(at) or these.says(frozenset({"хватит", "довольно", "перестаньте"})):
            return Act(Meaning.CONSIDERED, at)
    if about < 0 or these.says(frozenset({"теперь", "сейчас", "снова", "опять", "будет", "будут"})):
        return None
    noun = these.is_a(about, "objection") or these.is_a(about, "fault") or these.is_a(about, "doubt")
    ended = next((at for at in these.all_of("over") if at != about and not these.is_denied(at)), -1)
    if noun and ended >= 0 and not any(may_be(these.said[ended], tag) for tag in ("INFN", "impr", "futr")):
        return Act(Meaning.CONSIDERED, about)
    was = next((at for at in these.all_of("past") if not may_be(these.said[at], "futr") and at != about), -1)
    past = may_be(these.said[about], "VERB", "past") and was >= 0
    if was >= 0 and not these.is_denied(about) and (past or not may_be(these.said[about], "1per")):
        wanted = may_be(these.said[about], "INFN") or past or these.said[about] == "против" or noun
        if wanted and any(may_be(word, "past") or word in ("раньше", "ранее", "сначала") for word in these.said):
            return Act(Meaning.CONSIDERED, about)
    return None


def _sent_back(these: ClauseWords) -> Act | None:
    """A return: "прошу вернуть", "отправляю обратно", "на второй круг"."""
    for at in these.all_of("return"):
        if these.is_denied(at):
            return Act(Meaning.CONSIDERED, at)
        if these.says(frozenset({"или", "либо", "or"})) or len(these.said) < 2 or not forms(these.said[at])[0].tags:
            return None
        if these.said[at + 1 : at + 2] == ("мне",) and these.any_of("rework", "mend") in range(at):
            return None  # "исправить и вернуть мне" demands to mend
        if _is_performed(these, at, "return") and not _about_other_thing(these, at):
            return Act(Meaning.RETURN, at)
    to_rework = any(
        these.is_a(at, "for_rework") and at and not _TO.isdisjoint(these.said[max(0, at - 2) : at])
        for at in range(len(these.said))
    )
    back = to_rework or these.says(frozenset({"обратно", "назад"}))
    for at in these.all_of("send"):
        if back and not these.is_denied(at) and _is_performed(these, at, "send") and not _about_other_thing(these, at):
            return Act(Meaning.RETURN, at)
    if to_rework and len(these.said) <= 4 and not any(is_verb(word) for word in these.said):
        return Act(Meaning.RETURN, len(these.said) - 1)
    return None


def _demanded(these: ClauseWords) -> Act | None:
    """A demand to mend: "переделывайте", "нужно убрать аванс", "жду исправленную версию"."""
    for name in ("rework", "mend"):
        for at in these.all_of(name):
            if these.is_denied(at):
                return Act(Meaning.CONSIDERED, at) if name == "rework" else None
            if _is_demand(these, at, name):
                return Act(Meaning.MEND, at)
    for at in these.all_of("send"):
        if (
            these.any_of("again") >= 0
            and not these.is_denied(at)
            and (may_be(these.said[at], "impr") or may_be(these.said[at], "INFN"))
        ):
            return Act(Meaning.MEND, at)
    if any(word in ("жду", "ждем") for word in these.said) and not these.says(_DENIALS):
        awaited = any(
            word.startswith(("исправлен", "доработан", "нов", "правильн")) or these.is_a(at, "for_rework")
            for at, word in enumerate(these.said)
        )
        if awaited:
            return Act(Meaning.MEND, 0)
    return None


def _refused(these: ClauseWords) -> Act | None:
    """A verdict denied: "не подпишу", "не даю визу", "подписывать нельзя", "возражаю"."""
    for name in ("approve", "sign", "permit"):
        for at in these.all_of(name):
            if these.is_denied(at) and not _other_subject(these, at) and (meaning := _own_denial(these, at)):
                return Act(meaning, len(these.said) - 1)
    for at in these.all_of("consent"):
        given = next((each for each in these.all_of("give_consent") if each != at), -1)
        denied = given >= 0 and these.is_denied(given) and may_be(these.said[given], "1per")
        if denied and given < at:
            return Act(Meaning.REFUSE, len(these.said) - 1)
        if denied or (at and these.said[at - 1] == "нет" and len(these.said) <= 3) or _impossible_after(these, at):
            return Act(Meaning.NOT_YET, len(these.said) - 1)
    for at in these.all_of("object"):
        if these.is_denied(at):
            own = (may_be(these.said[at], "1per", "pres") or may_be(these.said[at], "INFN")) and _nothing_else(
                these, {at, *_denials(these)}
            )
            return Act(Meaning.APPROVE_IF_UNDERSTOOD if own else Meaning.CONSIDERED, at)
        if may_be(these.said[at], "1per") and all(word in ("я", "мы", "категорически") for word in these.said[:at]):
            return Act(Meaning.REFUSE, at)
    for at in these.all_of("decline"):
        if these.is_denied(at):
            return Act(Meaning.CONSIDERED, at)
        if may_be(these.said[at], "1per", "pres"):
            return Act(Meaning.DECLINE, at)
    return None


def _dropped(these: ClauseWords) -> Act | None:
    """The whole thing is not wanted: "закупку отменяем", "категорически против", "оборудование не требуется"."""
    whole = these.any_of("undertaking")
    for at in these.all_of("drop"):
        own = any(may_be(these.said[at], tag) for tag in ("1per", "INFN", "PRTS", "impr"))
        if whole >= 0 and own and not these.is_denied(at) and these.any_of("consent", "over_what") < 0:
            return Act(Meaning.DECLINE, len(these.said) - 1)
    for at, word in enumerate(these.said):
        if word == "против" and not these.is_denied(at) and not _other_subject(these, at):
            if "категорически" in these.said or (these.says(_ME) and these.says(_ENTERING)):
                return Act(Meaning.DECLINE, len(these.said) - 1)
        denied = at and these.said[at - 1] in _DENIALS and these.is_a(at, "needed")
        if (
            denied
            and (whole >= 0 or these.says(frozenset({"больше", "нам"})))
            and these.any_of("objection", "fault", "rework", "mend") < 0
        ):
            return Act(Meaning.DECLINE, len(these.said) - 1)
    return None


def _approved(these: ClauseWords) -> Act | None:
    """An approval of one's own: "как экономист согласовываю", "виза проставлена", "можете подписывать"."""
    for name in ("approve", "permit", "sign", "proceed"):
        for at in these.all_of(name):
            if these.is_denied(at):
                continue
            if name in ("approve", "permit") and _is_now(these, at, name):
                if _nothing_else(these, {each for each in these.all_of(name) if _is_now(these, each, name)}):
                    return Act(Meaning.APPROVE, at)
                if (remarks := _with_remarks(these, at)) >= 0:
                    return Act(Meaning.APPROVE_WITH_REMARKS, remarks)
            if name in ("sign", "proceed") and _is_order(these, at, name) and _leads_on(these, at, name):
                return Act(Meaning.APPROVE_IF_UNDERSTOOD, at)
    for at in these.all_of("consent"):
        given = next((each for each in these.all_of("give_consent") if each != at and not these.is_denied(each)), -1)
        if given < 0 or not _is_given(these, given):
            continue
        if _nothing_else(these, {at, given}):
            return Act(Meaning.APPROVE, at)
    return _onwards(these)


def _with_remarks(these: ClauseWords, at: int) -> int:
    """Return the index of what an approval comes with: "согласую с учётом правки в п. 6"; -1 if it comes without."""
    for each in range(at + 1, min(len(these.said), at + 4)):
        if these.said[each - 1] in ("с", "со", "with") and these.any_of("condition", "doubt") < 0:
            near = [n for n in range(each, min(len(these.said), each + 3)) if these.is_a(n, "with_what")]
            return near[0] if near else -1
    return -1


def _lets_pass(these: ClauseWords) -> Act | None:
    """What the writer does not do to hold it up: "не задерживаю", "блокировать не буду"; or others do not object."""
    for at in these.all_of("hold_up"):
        if these.is_denied(at) and _nothing_else(
            these, {at, *_denials(these), *_words_of(these, "буду", "стану", "меня")}
        ):
            return Act(Meaning.APPROVE_IF_UNDERSTOOD, at)
    for at, word in enumerate(these.said):
        if word in ("против", "возражает", "возражают") and at and these.said[at - 1] == "не":
            return Act(Meaning.CONSIDERED, at)
    return None


def _words_of(these: ClauseWords, *words: str) -> Iterator[int]:
    return (at for at, word in enumerate(these.said) if word in words)


def _hands_over(these: ClauseWords) -> Act | None:
    """A handing over said as a fact: "этим теперь занимается Чернов", "за меня Мишин", "вместо меня отвечает Белова"."""
    words = these.clause.words[-len(these.said) :]
    filler = these.lexicon.marks["filler"]
    named = [
        at
        for at in range(1, len(words))
        if words[at].is_capitalised and (words[at].said not in filler or len(words[at].written) == 1)
    ]
    if not named or named[-1] - named[0] >= len(named) or named[-1] != len(words) - 1:
        return None
    charge = next(
        (at for at in these.all_of("in_charge") if may_be(these.said[at], "3per") and not these.is_denied(at)), -1
    )
    instead = ("за", "меня") in pairwise(these.said) or ("вместо", "меня") in pairwise(these.said)
    about = these.says(frozenset({"этим", "это", "теперь", "сейчас", "вопросы", "вопрос", "договорами", "закупками"}))
    return Act(Meaning.DELEGATE, named[0] - 1) if instead or (charge >= 0 and about) else None


def _onwards(these: ClauseWords) -> Act | None:
    """Where to it goes, without a verb: "в печать", "к исполнению", "можно на подпись"."""
    places = [
        at
        for at in range(len(these.said))
        if at
        and these.said[at - 1] in _TO
        and not _DESTINATIONS.isdisjoint(lemmas(these.said[at]))
        and (these.said[at - 1] == "к" or may_be(these.said[at], "accs"))
    ]
    if not places or these.says(_DENIALS) or these.any_of("for_rework", "again") >= 0:
        return None
    others = [
        word
        for at, word in enumerate(these.said)
        if at not in places and word not in _TO and word not in ("и", "можно", "ок", "дальше", "сразу", "договор", "да")
    ]
    if others:
        return None
    allowed = these.says(frozenset({"можно", "ок"}))
    return Act(Meaning.APPROVE_IF_UNDERSTOOD if allowed else Meaning.CONSIDERED, places[-1])


def _found(these: ClauseWords) -> Act | None:
    """A finding in favour: no objection, which approves, no fault, or that all is well."""
    none = (these.says(_NONE) and "без" not in these.said) or these.says(_DENIALS) or these.says(_IMPOSSIBLE)
    if "не" in these.said and "без" in these.said:
        return None
    for name in ("objection", "fault"):
        at = these.any_of(name)
        if at < 0 or not none:
            continue
        if not _is_none(these, at):
            return None
        russian = bool(forms(these.said[at])[0].tags) and "вопрос" not in lemmas(these.said[at])
        if name == "objection" and russian and _nothing_else(these, {at, *these.all_of("find"), *_denials(these)}):
            return Act(Meaning.APPROVE_IF_UNDERSTOOD, at)
        rest = ClauseWords(_without(these, at), these.clause, these.lexicon)
        risky = rest.said and any(rule(rest, False) >= 0 for rule in _RISKS if rule is not _wishes)
        return None if risky else Act(Meaning.CONSIDERED, at)
    suits = these.any_of("suits")
    if suits >= 0 and not these.says(_DENIALS) and _nothing_else(these, {suits, *these.all_of("verdict_noun")}):
        return Act(Meaning.APPROVE_IF_UNDERSTOOD, suits)
    good = these.any_of("good", "fits")
    if good >= 0 and (may_be(these.said[good], "INFN") or not _is_fact(these, good)):
        return None
    if good >= 0 and not these.says(_DENIALS) and not these.says(_NONE) and not these.says(_IMPOSSIBLE):
        future = any(may_be(word, "futr") or may_be(word, "impr") for word in these.said)
        if (
            not future
            and not risk_of(these.said, these.clause, these.lexicon, attached=True)
            and these.any_of("fault", "objection", "mend", "rework") < 0
        ):
            return Act(Meaning.CONSIDERED, good)
    return None


def _denied(these: ClauseWords) -> Act | None:
    """An approval denied in any other way: "ни в коем случае не подписывайте", "против такой редакции"."""
    for at in these.all_of("pass"):
        if these.is_denied(at) and not may_be(these.said[at], "past"):
            return Act(Meaning.NOT_YET, len(these.said) - 1)
    if these.any_of("unacceptable") >= 0 and not these.says(_DENIALS):
        return Act(Meaning.NOT_YET, len(these.said) - 1)
    at = _denies_act(these, False)
    return Act(Meaning.NOT_YET, len(these.said) - 1) if at >= 0 and not these.is_a(at, "pay") else None


def _is_fact(these: ClauseWords, at: int) -> bool:
    """Return True unless an English verb stands in its first form: "please check" is no finding."""
    word = these.said[at]
    return bool(forms(word)[0].tags) or not these.is_a(at, "fits") or word.endswith(("ed", "s")) or word == "read"


def _is_performed(these: ClauseWords, at: int, name: str) -> bool:
    """Return True if the writer does it or demands it: first person, imperative, infinitive, done."""
    for form in these.forms(at, name):
        if form.has("1per") or form.has("impr") or form.has("INFN") or form.has("PRTS"):
            return True
        if form.has("VERB", "perf", "past", "sing") and not _other_subject(these, at):
            return True
    return False


def _is_demand(these: ClauseWords, at: int, name: str) -> bool:
    for form in these.forms(at, name):
        if form.has("impr") or (form.has("3per", "futr") and "пусть" in these.said):
            return True
        if form.has("INFN") and not these.says(frozenset({"хочу", "хотел", "хотела", "буду", "могу"})):
            return (
                at == 0
                or these.says(_MUST)
                or (at == len(these.said) - 1 and len(these.said) <= 4)
                or these.said[at - 1] == "и"
            )
    return False


def _is_now(these: ClauseWords, at: int, name: str) -> bool:
    """Return True if the word says that the writer approves now, or has."""
    if these.said[at] == "согласуем":  # a promise
        return False
    for form in these.forms(at, name):
        if form.has("1per", "pres") or (form.has("1per", "sing") and form.lemma == "согласовать"):
            return True
        if name == "permit" or (these.said[0] == "как" and form.has("past", "VERB")):
            continue
        if form.has("PRTS") or form.has("ADJS") or (form.has("VERB", "past", "sing") and not form.has("neut")):
            return not _other_subject(these, at)
    return False


def _is_order(these: ClauseWords, at: int, name: str) -> bool:
    for form in these.forms(at, name):
        if (
            form.has("impr", "2per")
            or form.has("impr", "plur")
            or form.has("1per", "plur", "pres")
            or form.has("impr", "sing")
        ):
            return True
        if name == "proceed" and form.has("1per", "sing", "pres"):
            return True
        if (form.has("INFN") or form.has("PRTS")) and these.says(_MAY):
            return True
        if form.has("3per", "plur") and "пусть" in these.said:
            return True
    return False


def _leads_on(these: ClauseWords, at: int, name: str) -> bool:
    """Return True if the order is about the contract, and leads on: to the signature, not back."""
    if these.any_of("for_rework", "again", "wait", "partial", "doubt") >= 0 or these.says(_DENIALS):
        return False
    to = any(
        word in _ON
        or not _ON.isdisjoint(lemmas(word))
        or (n and these.said[n - 1] in _TO and not _DESTINATIONS.isdisjoint(lemmas(word)))
        for n, word in enumerate(these.said)
    )
    if name == "proceed" and not to:
        return False
    allowed = {
        n
        for n, word in enumerate(these.said)
        if not _DESTINATIONS.isdisjoint(lemmas(word)) or not _ON.isdisjoint(lemmas(word)) or word in _ON or word in _MAY
    }
    return _nothing_else(these, {at, *allowed, *these.all_of("role"), *these.all_of("sign")})


def _is_given(these: ClauseWords, at: int) -> bool:
    return not any(may_be(these.said[at], tag) for tag in ("futr", "impr", "INFN", "3per")) or these.said[at] in (
        "есть",
        "прилагается",
        "дам",
    )


def _own_denial(these: ClauseWords, at: int) -> Meaning | None:
    """Return REFUSE if the writer denies it for good, NOT_YET if for the time being; None if nobody of them does.

    "Не подпишу", "не может быть согласован"; "рано согласовывать", "до этого не подпишу".
    """
    said = these.said[at]
    if these.says(frozenset({"считаю", "мной", "мною"})):
        return None
    yet = these.says(frozenset({"рано", "пока", "еще", "преждевременно", "никогда", "хочу", "опять", "до", "без"}))
    own = may_be(said, "1per", "sing") or (may_be(said, "1per", "plur") and may_be(said, "pres"))
    passive = may_be(said, "PRTS") and these.says(frozenset({"может", "могут"}))
    modal = may_be(said, "INFN") and (
        any(word in ("могу", "можем", "буду", "будем", "стану", "готов", "готова") for word in these.said)
        or these.says(_IMPOSSIBLE)
    )
    if not (own or passive or modal):
        return None
    return Meaning.NOT_YET if yet or (modal and these.said[at:] == these.said[:1]) else Meaning.REFUSE


def _impossible_after(these: ClauseWords, at: int) -> bool:
    return these.says(frozenset({"невозможно", "невозможна", "преждевременно"})) and len(these.said) <= at + 5


def _about_other_thing(these: ClauseWords, at: int) -> bool:
    """Return True if the next words name money or a paper as what is returned: "верните аванс"."""
    for each in range(at + 1, min(len(these.said), at + 4)):
        if may_be(these.said[each], "PREP") or these.is_a(each, "contract"):
            return False
        if these.is_a(each, "other_thing") and may_be(these.said[each], "accs"):
            return True
    return False


def _other_subject(these: ClauseWords, at: int) -> bool:
    """Return True if somebody or something else than the writer or the contract is the subject."""
    for each, word in enumerate(these.said):
        if each == at or (each and may_be(these.said[each - 1], "PREP")) or word in ("я", "мы"):
            continue
        if (each and these.said[each - 1] == "как") or _is_annex(these, each):
            continue
        signature = each > at and each == len(these.said) - 1 and may_be(these.said[at], "neut")
        if signature and (these.is_a(each, "role") or these.is_a(each, "own_side")):  # "согласовано бухгалтерия"
            continue
        everything = word == "все" and may_be(these.said[at], "neut")  # "всё согласовано"
        if everything:
            continue
        pronoun = may_be(word, "NPRO", "3per", "nomn") or word in ("все", "никто", "кто", "оба", "обе", "вы", "ты")
        noun = may_be(word, "NOUN", "nomn") and not these.is_a(each, "contract") and not these.is_a(each, "consent")
        if pronoun or (noun and word not in these.lexicon.marks["filler"] and word not in these.lexicon.marks["names"]):
            return True
    return False


def _is_annex(these: ClauseWords, at: int) -> bool:
    """Return True for an annex that is named together with the contract: "договор и приложения"."""
    annex = these.said[at].startswith(("приложени", "спецификаци"))
    return annex and any("договор" in lemmas(each) for each in these.said)


def _nothing_else(these: ClauseWords, known: set[int]) -> bool:
    """Return True if all other words of the clause are about the contract, the writer, or how it was done."""
    filler = these.lexicon.marks["filler"]
    for at, word in enumerate(these.said):
        if at in known:
            continue
        if any(these.is_a(at, name) for name in ("doubt", "partial", "condition", "mock", "wait", "another", "report")):
            before = these.said[at - 1] if at else ""
            on_terms = word == "условиях" and "на" in these.said[max(0, at - 2) : at]
            if word not in _MAY and not on_terms and (before == "в" or not these.is_a(at, "own_side")):
                return False
            continue
        if word.isdigit() and at and (these.is_a(at - 1, "contract") or these.said[at - 1] in ("№", "номер")):
            continue
        if word == "как" and not (at + 1 < len(these.said) and these.is_a(at + 1, "role")):
            return False
        if word in filler or word in _MAY or word == "целом" or these.is_a(at, "contract") or these.is_a(at, "manner"):
            continue
        if word in _DENIALS or word in (
            "он",
            "она",
            "они",
            "завтра",
            "позже",
            "потом",
            "устно",
            "временно",
            "скоро",
            "бы",
            "б",
        ):
            return False
        before = frozenset(these.said[max(0, at - 3) : at])
        own = before & _FROM or (before & {"наш", "нашим", "нашей"} and may_be(word, "ablt")) or word.startswith("наш")
        if these.is_a(at, "own_side") and own and "у" not in before:
            continue
        if _is_annex(these, at):
            continue
        if these.is_a(at, "role") and ("как" in before or before & _FROM):
            continue
        if not _ALL_IN_ALL.isdisjoint(lemmas(word)) or (these.is_a(at, "objection") and "без" in before):
            continue
        if any(may_be(word, tag) for tag in _HARMLESS_TAGS) and not may_be(word, "VERB"):
            continue
        if (
            may_be(word, "ADJF")
            and at + 1 < len(these.said)
            and (
                these.said[at + 1] == "условиях"
                or these.is_a(at + 1, "contract")
                or these.is_a(at + 1, "objection")
                or these.is_a(at + 1, "own_side")
                or these.is_a(at + 1, "role")
                or may_be(these.said[at + 1], "ADJF")
            )
        ):
            continue
        if may_be(word, "NPRO") and not may_be(word, "3per", "nomn"):
            continue
        signs = any(each < at for each in known) and may_be(word, "nomn") and not before & _FROM
        if signs and (
            these.is_a(at, "role") or these.is_a(at, "own_side") or these.lexicon.marks_any("post_stems", (word,))
        ):
            continue
        if these.is_a(at, "signing") and before & {"к", "для", "против", "от"}:
            continue
        return False
    return True


def _is_none(these: ClauseWords, at: int) -> bool:
    """Return True if the denial is about the objection or the fault at `at`, and nothing is left over."""
    if these.any_of("partial", "condition") >= 0 or these.says(
        frozenset({"принципиальных", "существенных", "серьезных", "особых", "кроме"})
    ):
        return these.says(frozenset({"особых"})) and these.any_of("partial", "condition") < 0
    if these.says(_NONE):
        return True
    for each in range(len(these.said)):
        if each != at and these.is_denied(each) and (these.is_a(each, "find") or these.is_a(each, "fits")):
            return True
    return False


def _denials(these: ClauseWords) -> Iterator[int]:
    return (at for at, word in enumerate(these.said) if word in _DENIALS or word in _NONE)


def _without(these: ClauseWords, at: int) -> list[str]:
    gone = {at, *_denials(these), *these.all_of("find")}
    return [word for each, word in enumerate(these.said) if each not in gone]


def is_verb(word: str) -> bool:
    """Return True if the word may be a verb or an infinitive."""
    return may_be(word, "VERB") or may_be(word, "INFN")


_ACTS = (_hands_over, _over, _dropped, _sent_back, _demanded, _refused, _approved, _lets_pass, _found, _denied)


# -- risks ------------------------------------------------------------------------------------------------------------


def _denies_act(these: ClauseWords, _: bool) -> int:
    """A verdict, a signature or a payment denied: "но подпись не ставлю", "прошу не подписывать"."""
    unfit = next((at for at in these.all_of("fits") if these.is_denied(at) and not may_be(these.said[at], "1per")), -1)
    if unfit >= 0 and len(these.said) <= _TELLING and not these.lexicon.marks_any("matter", these.said):
        return unfit
    for at, word in enumerate(these.said):
        if word in ("против", "нельзя", "невозможно", "рано") and not these.is_denied(at):
            return at
        but = these.said[0] in these.lexicon.marks["splitting"] and "тоже" in these.said
        if these.is_a(at, "consent") and may_be(word, "gent") and (but or these.said[at - 1] == "из"):
            return at
        act = any(these.is_a(at, name) for name in ("approve", "sign", "permit", "consent", "give_consent"))
        if act and these.is_denied(at):
            return at
        if these.is_a(at, "pay") and (these.says(_NONE) or any(_is_own_verb(each) for each in _denied_words(these))):
            return at
    return -1


def _unresolved(these: ClauseWords, _: bool) -> int:
    """A word of a verdict that is no act: "юрист отклонил"."""
    for at in these.all_of("approve"):
        others = any(may_be(these.said[at], tag) for tag in ("PRTS", "3per", "past")) and forms(these.said[at])[0].tags
        if not others or "как" in these.said:
            return at
    for at in these.all_of("take_back"):
        if not may_be(these.said[at], "PRTS"):
            return at
    return these.any_of("return", "decline", "object")


def _disowns(these: ClauseWords, _: bool) -> int:
    """The writer denies something of themselves, or says that it went to the wrong place: "я не при делах"."""
    for at, word in enumerate(these.said):
        if word in _DENIALS and at + 1 < len(these.said):
            after = these.said[at + 1]
            matter = these.lexicon.marks_any("matter", these.said)
            harmless = these.any_of("yielding", "no_choice", "fault") >= 0 or after in ("forget", "hesitate")
            mine = these.says(_ME) or _is_own_verb(after)
            if (after in _ELSEWHERE and not matter) or (mine and not harmless):
                return at
        if word == "нет" and "меня" in these.said:
            return at
    return -1


def _forwards(these: ClauseWords, _: bool) -> int:
    """Somebody else's words follow, or the writer is away: "пересылаю ответ Орловой", "меня нет в офисе"."""
    away = ("меня", "нет") in pairwise(these.said) or ("нет", "меня") in pairwise(these.said)
    return 0 if away else these.any_of("forward")


def _belongs_elsewhere(these: ClauseWords, _: bool) -> int:
    """The answer went to the wrong place, or the writer is not there: "не туда", "это было не вам"."""
    matter = these.lexicon.marks_any("matter", these.said)
    for at, word in enumerate(these.said[:-1]):
        if word in _DENIALS and these.said[at + 1] in _ELSEWHERE and not matter:
            return at
    return -1


def _conditions(these: ClauseWords, attached: bool) -> int:
    first = next((at for at, word in enumerate(these.said) if word not in these.lexicon.marks["splitting"]), 0)
    for at in these.all_of("condition"):
        before, after = these.said[at - 1] if at else "", these.said[at + 1] if at + 1 < len(these.said) else ""
        if not attached and these.said[at] in ("когда", "пока", "once"):
            continue
        once = "раз" in lemmas(these.said[at]) or these.said[at] == "лишь"
        if after in _POLITE_IF or (once and (at != first or these.said[at] not in ("раз", "лишь"))):
            continue
        if "условие" in lemmas(these.said[at]) and before not in ("при", "с", "на", "под") and at != first:
            continue
        if attached or these.any_of("help") < 0:
            return at
    verbs = any(is_verb(word) or may_be(word, "PRTS") or may_be(word, "PRED") for word in these.said)
    if attached and not verbs and these.said[first] in _AFTER:
        return first
    if (
        these.said[first] == "как"
        and attached
        and (these.says(frozenset({"только", "бы"})) or any(may_be(word, "futr") for word in these.said))
    ):
        return first
    for at in these.all_of("on_event"):
        if attached and not verbs and _AFTER & set(these.said[max(0, at - 2) : at]):
            return at
    if these.says(frozenset({"сначала", "сперва", "прежде"})) and any(
        may_be(word, "impr") or may_be(word, "INFN") for word in these.said
    ):
        return first
    return -1


def _defers(these: ClauseWords, _: bool) -> int:
    for at in these.all_of("wait"):
        own = may_be(these.said[at], "1per", "pres") or may_be(these.said[at], "past") or may_be(these.said[at], "3per")
        if not these.is_denied(at) and not own:
            return at
    wanted = these.says(_WANTED)
    for at in these.all_of("consider"):
        word = these.said[at]
        now = may_be(word, "1per", "pres") and "отвечать" not in lemmas(word)
        future = may_be(word, "1per", "futr") or may_be(word, "impr", "1per") or now
        if future or (wanted and (may_be(word, "INFN") or not forms(word)[0].tags)):
            return at
    return next((at for at, word in enumerate(these.said) if word in ("позже", "попозже", "позднее", "later")), -1)


def _is_unseen(these: ClauseWords, _: bool) -> int:
    missing = these.any_of("fault", "objection", "no_choice") < 0
    return next(
        (at for at in these.all_of("unseen") if these.is_denied(at) and missing and not may_be(these.said[at], "futr")),
        -1,
    )


def _doubts(these: ClauseWords, _: bool) -> int:
    """A doubt, but one about what stands in the contract: "цена кажется высокой"."""
    at = next(
        (at for at in these.all_of("doubt") if these.said[at + 1 : at + 2] != ("бы",) and not these.is_denied(at)), -1
    )
    if at < 0 and ("под", "вопросом") in zip(these.said, these.said[1:], strict=False):
        return list(these.said).index("вопросом")
    about = at >= 0 and these.lexicon.marks_any("matter", these.said)
    return -1 if about else at


def _mocks(these: ClauseWords, _: bool) -> int:
    if tuple(these.said[-2:]) == ("как", "же"):
        return 0
    things = any(
        may_be(word, "NOUN") and not these.is_a(at, "contract") and not these.is_a(at, "bad")
        for at, word in enumerate(these.said)
    )
    return these.any_of("mock") if things else these.any_of("mock", "bad")


def _is_another(these: ClauseWords, _: bool) -> int:
    """Another contract than the one asked about: "это про другой договор"; not "тот же текст"."""
    for at in these.all_of("another"):
        same = these.said[at + 1 : at + 2] == ("же",) or these.said[at].startswith(("следующ", "будущ"))
        near = any(these.is_a(each, "contract") for each in range(at + 1, min(len(these.said), at + 3)))
        if near and not same and these.any_of("past", "over") < 0:
            return at
    return -1


def _is_missing(these: ClauseWords, _: bool) -> int:
    """What was to be read is not there: "договора во вложении нет", "файл пустой"."""
    for at in these.all_of("enclosure"):
        gone = these.says(frozenset({"пустой", "пустая", "битый", "empty", "corrupt"}))
        near = these.said[max(0, at - 1) : at + 4]
        missing = (
            "нет" in near and may_be(these.said[at], "gent") and (len(these.said) <= 3 or "вложении" in these.said)
        )
        if (gone and len(these.said) <= 3) or missing:
            return at
    return -1


def _wishes(these: ClauseWords, _: bool) -> int:
    """An English clause with a word beside which it is no mere aside."""
    if forms(these.said[0])[0].tags:
        return -1
    word = these.lexicon.marks_any("risky", (each for each in these.said if not forms(each)[0].tags))
    about = these.lexicon.marks_any("matter", these.said) or "please" in these.said
    return these.said.index(word) if word and not about else -1


def _reports(these: ClauseWords, _: bool) -> int:
    for at in these.all_of("report"):
        word = these.said[at]
        if may_be(word, "VERB", "past") or may_be(word, "3per") or word in ("said", "says", "told", "сказано"):
            return at
    return these.any_of("forward")


def _limits(these: ClauseWords, attached: bool) -> int:
    """A limit without a predicate of its own: "только с ценой", "кроме п. 4", "но не сумма"."""
    own = any(forms(word)[0].tags & _PREDICATES for word in these.said)
    for at in these.all_of("partial"):
        english = not forms(these.said[at])[0].tags
        if (
            these.is_a(at, "own_side")
            or not attached
            or (english and at > 1)
            or these.said[at + 1 : at + 2] == ("того",)
        ):
            continue
        after = these.said[at + 1 :]
        stated = len(after) >= _TELLING and may_be(after[0], "NOUN", "nomn")
        if these.said[at] not in ("только", "лишь", "only", "just") or not (own or stated):
            return at
    denied = next((at for at, word in enumerate(these.said) if word in _DENIALS), -1)
    but = these.said[0] in these.lexicon.marks["splitting"]
    about = these.any_of("yielding", "no_choice", "fault") >= 0 or these.says(
        frozenset({"forget", "нечего", "возражений"})
    )
    if (
        denied >= 0
        and attached
        and but
        and not about
        and (not own or not these.lexicon.marks_any("matter", these.said))
    ):
        return denied
    return -1


def _denied_words(these: ClauseWords) -> Iterator[str]:
    return (these.said[at + 1] for at, word in enumerate(these.said[:-1]) if word in _DENIALS)


def _is_own_verb(word: str) -> bool:
    return may_be(word, "1per") and not may_be(word, "impr")


# A sentence apart from the approval takes it back, or puts it off; a mere limit, doubt or report in it is about itself.
_RISKS_APART = (
    _forwards,
    _denies_act,
    _unresolved,
    _belongs_elsewhere,
    _conditions,
    _defers,
    _is_unseen,
    _mocks,
    _is_another,
)
_RISKS = (
    _denies_act, _unresolved, _disowns, _conditions, _defers, _is_unseen, _is_missing, _doubts, _mocks, _reports,
    _limits, _is_another, _wishes,
)  # fmt: skip
