"""The sentences by which a program says in its plain text that the mail is to be read as HTML."""

from __future__ import annotations

import re

_LONGEST = 400  # characters
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LINK = re.compile(r"https?://\S+")
# The words of which such sentences are made, and no others: whatever a person adds makes the text theirs.
_LISTED = """
    a an and app application be browser can cannot client compatible consists content contains display displayed
    displays does doesn t e-mail email enable enabled format formatted has have html html-compatible if in is it letter
    mail message mime multi-part multipart mode must need needs not of only open please program read reader requires
    see sent support supporting supports switch text that the this to turn use using version view viewed viewer visible
    want web webmail which with you your
    в ваш ваша ваше вашей вашем ваша браузер браузере версию вид виде включите внимание воспользуйтесь данного данное
    для другой если есть используйте используя или и к клиент клиента клиентом клиенте которая который которое
    либо html-формат html-формате можно мы на не необходим необходима необходимо нужен нужна нужно он она оно
    откройте отображает отображается отображение отображения отправлено пожалуйста письма письмо письме поддерживает
    поддерживающий поддерживающую поддерживающая поддержка поддержку поддержкой почтовая почтового почтовой почтовую
    почтовый почтовым почты просмотр просмотра просматривать прочесть прочитать программа программе программой
    программу программы режим режиме с сообщение сообщения содержит содержимое текст текста текстовой текстовую
    тексте увидеть формат формата формате форматом чтения чтобы этого это этой этом
"""
_WORDS = frozenset(_LISTED.split())


def is_placeholder(text: str) -> bool:
    """Return True if the whole text only says that the mail has to be seen as HTML."""
    if len(text) > _LONGEST:
        return False
    words = [each.casefold() for each in _WORD.findall(_LINK.sub(" ", text))]
    return any(each.startswith("html") for each in words) and _WORDS.issuperset(words)
