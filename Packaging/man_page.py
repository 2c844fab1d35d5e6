"""The manual page of a program, of what ArgumentParser tells of its commands
(--experimental-dump-help)."""

import re


def text(words):
    """Words as roff takes them: no character is a request or an escape."""
    words = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    words = words.replace("`", "\\(ga")
    return "\n".join("\\&" + line if line.startswith(".") else line for line in words.split("\n"))


def paragraphs(words):
    """A discussion: examples, which stand on lines of their own, are not filled."""
    for block in words.strip().split("\n\n") if words else []:
        lines = block.split("\n")
        head = [line for line in lines if not line.startswith("  ")]
        rest = [line.strip() for line in lines if line.startswith("  ")]
        yield ".PP"
        if head:
            yield text(" ".join(head))
        if rest:
            yield from [".RS", ".nf", *map(text, rest), ".fi", ".RE"]


def name(option):
    return ("-" if option["kind"] == "short" else "--") + option["name"]


def label(argument):
    """How an argument is written: `-o, --output <file>`."""
    value = f"<{argument['valueName']}>"
    if argument["kind"] == "positional":
        return value
    names = ", ".join(name(option) for option in argument["names"])
    return names + (f" {value}" if argument["kind"] == "option" else "")


def synopsis(path, arguments):
    words = [path, "[options]"] if any(of["kind"] != "positional" for of in arguments) else [path]
    for argument in arguments:
        if argument["kind"] == "positional":
            more = " ..." if argument["isRepeating"] else ""
            word = label(argument) + more
            words.append(f"[{word}]" if argument["isOptional"] else word)
    return text(" ".join(words))


def options(arguments):
    for argument in arguments:
        meaning = argument.get("abstract", "")
        values = argument.get("allValues")
        if values and argument["kind"] != "flag":
            meaning += f" One of {', '.join(values)}."
        if "defaultValue" in argument:
            meaning += f" The default is {argument['defaultValue']}."
        yield from [".TP", f"\\fB{text(label(argument))}\\fR", text(meaning.strip()) or "\\&"]


def shown(arguments):
    return [of for of in arguments if of["shouldDisplay"]]


def page(command, version):
    """The page of a command and its subcommands."""
    program = command["commandName"]
    subcommands = [of for of in command["subcommands"]
                   if of["shouldDisplay"] and of["commandName"] != "help"]
    default = next(of for of in subcommands if of["commandName"] == command["defaultSubcommand"])
    common = {name(option) for of in command["arguments"] for option in of.get("names", [])}

    def own(subcommand):
        return [of for of in shown(subcommand["arguments"])
                if not {name(option) for option in of.get("names", [])} & common]

    yield f'.TH {program.upper()} 1 "" "{program} {version}" "User Commands"'
    yield ".SH NAME"
    yield f"{text(program)} \\- {text(command['abstract'].rstrip('.').lower())}"
    yield from [".SH SYNOPSIS", ".nf", synopsis(program, own(default))]
    yield from [text(f"{program} <command> [options] ..."), ".fi", ".SH DESCRIPTION"]
    yield from paragraphs(command.get("discussion", ""))
    yield ".SH OPTIONS"
    yield from options(shown(command["arguments"]))
    yield ".SH COMMANDS"
    for subcommand in subcommands:
        path = f"{program} {subcommand['commandName']}"
        yield from [f".SS {text(path)}", text(subcommand["abstract"])]
        yield from [".PP", ".nf", synopsis(path, own(subcommand)), ".fi"]
        yield from paragraphs(subcommand.get("discussion", ""))
        yield from options(own(subcommand))
    yield ".SH FILES"
    for place, meaning in [
        ("~/.config/ddp-tui/config.toml",
         "Settings and keys; ddp-tui --print-config writes the defaults."),
        ("~/.config/ddp-tui/themes/*.toml", "Themes of one's own."),
        ("~/.cache/ddp-tui", "Spectra and images that were computed."),
    ]:
        yield from [".TP", f"\\fI{text(place)}\\fR", text(meaning)]
    yield ".SH EXIT STATUS"
    for status, meaning in [
        ("0", "done"), ("64", "wrong usage"), ("65", "a file is damaged or not supported"),
        ("66", "there is no such file"), ("70", "a fault of the program's"),
        ("73", "an output can't be made"), ("74", "an output could not be written"),
        ("130", "interrupted"),
    ]:  # fmt: skip
        yield from [".TP", status, meaning]


def manual(dump, version):
    lines = page(dump["command"], version)
    return re.sub(r"\n\n+", "\n", "\n".join(lines)) + "\n"
