"""Options of import-checkpoint: the command line over config files over defaults."""

import argparse
import contextlib
import math
import os
from collections.abc import Callable
from typing import Any, NoReturn

import coopseg
from coopseg.checkpoint.files import Error, WrongUsage, context, read_input, refuse_if, write_all
from coopseg.nearest_name import suggestion

NETWORKS = ("image_encoder", "segmentation_decoder", "image_decoder", "shape_encoder", "shape_decoder")
VARIANTS = {
    "FCN_16_standard": "none",
    "FCN_16_standard_share_code": "share-code",
    "FCN_16_standard_w_o_filter": "no-decoupler",
}
DESCRIPTION = """import-checkpoint: make a model file of a checkpoint that the published code of the method wrote

Usage: import-checkpoint CHECKPOINT -o MODEL.h5

CHECKPOINT is a folder checkpoints/ with image_encoder.pth, segmentation_decoder.pth, image_decoder.pth,
shape_encoder.pth and shape_decoder.pth, or the snapshot of an interrupted training, FCN_16_standard.pkl (or -
for standard input). MODEL.h5 is for predict, refine and augment-latent. Base width, image channels and classes
come from the weights; the options say what the weights do not show and must be as the model was trained.
Weights may stand under state_dict in their file, and their names may begin with DataParallel's module.
Nothing in a checkpoint is executed, so one from a stranger is safe to import."""
EPILOG = """Example:
  import-checkpoint model/best/checkpoints -o model.h5 && predict --model model.h5 scan.nii.gz -o seg.nii.gz

Source: Chen et al., MICCAI 2021, and its published code"""
FLAG = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUsage(message.removeprefix("argument "))

    def _print_message(self, message: str, file: object = None) -> None:
        try:
            write_all(1, message.encode())
        except Error:
            raise Error("standard output: cannot be written") from None


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Options as the other programs show them: -o [ --output ] FILE."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        short, *long = action.option_strings
        return " ".join([short, *(f"[ {name} ]" for name in long), action.metavar or ""])


def checked(kind: Callable[[str], Any], good: Callable[[Any], bool], expected: str) -> Callable[[str], Any]:
    def convert(text: str) -> object:
        with contextlib.suppress(ValueError):
            if good(kind(text)):
                return kind(text)
        raise argparse.ArgumentTypeError(f"'{text}' found, {expected} expected")

    return convert


def are_percentiles(text: str) -> bool:
    low, high = map(float, text.split(","))
    return 0 <= low < high <= 100


def make_parser() -> Parser:
    most = max(64, 4 * (os.cpu_count() or 1))
    pixels = checked(int, lambda n: 16 <= n <= 4096 and n % 16 == 0, "a multiple of 16 up to 4096")
    threads = checked(int, lambda n: 0 <= n <= most, f"0 to {most}")
    millimetres = checked(float, lambda mm: 0 < mm < math.inf, "a finite number above 0")
    percentiles = checked(str, are_percentiles, "LOW,HIGH within 0 to 100")
    page = {"usage": argparse.SUPPRESS, "description": DESCRIPTION, "epilog": EPILOG, "formatter_class": Formatter}
    parser = Parser("import-checkpoint", **page, allow_abbrev=False, add_help=False)
    parser.add_argument("checkpoint", nargs="?", help=argparse.SUPPRESS)

    group = parser.add_argument_group("Options")

    def add(name: str, value: str, text: str, **more: object) -> None:
        text += " (default: %(default)s)" if "default" in more else ""
        group.add_argument(*name.split(), metavar=value, help=text, **more)

    variants = "none (FCN_16_standard), share-code (.._share_code) or no-decoupler (.._w_o_filter); a snapshot says it"
    add("--variant", "NAME", f"{variants} itself, for a folder the default is none", choices=VARIANTS.values())
    side = "side of the square that the networks see, pixels; a multiple of 16"
    add("--size", "N", side, type=pixels, default=192)
    classes = "the classes in their order; predict and refine take the default only"
    add("--names", "TEXT", classes, default="0=background,1=LV,2=MYO,3=RV")
    group = parser.add_argument_group("Shared options")
    add("-o --output", "FILE", "where the result goes; - is standard output")
    config = "INI file of options by the names they have here; the command line wins, later files win over earlier ones"
    group.add_argument("--config", metavar="FILE", action="append", help=config)
    all_processors = "threads; 0 takes OMP_NUM_THREADS, or all processors that it may use"
    add("--threads", "N", all_processors, type=threads, default=0)
    add("--spacing", "MM", "in-plane spacing of what the networks see", type=millimetres, default=1.36719)
    add("--clip", "LOW,HIGH", "percentiles of the volume to clip intensities to", type=percentiles, default="2,98")
    group.add_argument("--n4", action="store_true", help="correct the bias field")
    group.add_argument("--force", action="store_true", help="replace outputs that exist")
    group.add_argument("-q", "--quiet", action="store_true", help="errors only")
    group.add_argument("-v", "--verbose", action="store_true", help="more messages")
    group.add_argument("--help", action="help", help="this page")
    version = f"coopseg %(prog)s {coopseg.__version__}"
    group.add_argument("--version", action="version", version=version, help="name and version")
    return parser


def read_config(parser: Parser, path: str, options: argparse.Namespace) -> None:
    name, data = read_input(path)
    known = {key: value for key, value in vars(parser.parse_args([])).items() if key not in ("checkpoint", "config")}
    section = ""
    with context(name):
        for line in data.decode(errors="surrogateescape").splitlines():
            line = line.partition("#")[0].strip()
            key, equals, value = (part.strip() for part in line.partition("="))
            key = section + key
            if line.startswith("["):
                section = line.strip("[]") + "."
            elif line:
                refuse_if(key not in known, f"unknown key '{key}'{suggestion(key, known)}")
                refuse_if(not equals, f"line '{line}' found, NAME = VALUE expected")
                if isinstance(known[key], bool):
                    refuse_if(value.lower() not in FLAG, f"{key}: '{value}' found, true or false expected")
                    setattr(options, key, FLAG[value.lower()])
                else:
                    parser.parse_args([f"--{key}={value}"], options)


def parse(words: list[str]) -> argparse.Namespace:
    parser = make_parser()
    given, rest = parser.parse_known_args(words)
    for word in (word.partition("=")[0] for word in rest):
        expected = f"unknown option {word}" + suggestion(word.strip("-"), [*vars(given), "help", "version"])
        parser.error(expected if word.startswith("-") else f"'{word}' found, one CHECKPOINT is expected")
    options = argparse.Namespace()
    for path in given.config or []:
        read_config(parser, path, options)
    parser.parse_args(words, options)
    for wrong, message in (
        (options.checkpoint is None, "CHECKPOINT is required: import-checkpoint CHECKPOINT -o MODEL.h5"),
        (not options.output, "-o/--output is required"),
        (options.quiet and options.verbose, "-q and -v exclude each other"),
    ):
        if wrong:
            parser.error(message)
    return options
