"""How a protobuf name becomes a C name."""
import re

RESERVED = set("""auto break case char const continue default do double else enum extern float for
goto if inline int long register restrict return short signed sizeof static struct switch typedef
union unsigned void volatile while bool true false asm typeof""".split())


def snake(name):
    """MsgSend -> msg_send, ABCIMessageLog -> abci_message_log."""
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z])([A-Z][a-z])", r"\1_\2", name).lower()


def c_name(full_name):
    """cosmos.bank.v1beta1.MsgSend -> cosmos_bank_v1beta1_msg_send."""
    return "_".join(snake(part) for part in full_name.split("."))


def c_member(name):
    name = snake(name)
    return name + "_" if name in RESERVED else name


def c_text(text):
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
