"""What every live widget is: a state, a pure step, and a frame that the browser draws.

The browser sends `{kind: "hello", view}` when a view appears and `{kind: "step", view, seq, action}` when the learner
acts; an action is a dict of wanted values. Python answers `{kind: "frame", view, seq, state, arrays, sentence}` with
the arrays as binary buffers, or `{kind: "error", view, seq, message, key}` in plain words. A view has one request under
way (two where pictures are streamed) and keeps only the latest wanted values (`js/request_queue.js`), so a slow answer
never makes a queue.

What a hand does can be undone and redone (`history`), in every widget in the same way, and in a lesson a widget saves
itself as it goes (`autosave`). For both it needs nothing of its own: the actions that led to a state, as few as lead to
it, stand for it.

See decisions 0040, 0345, 0410 and 0411.
"""

import base64
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from vertebra.errors import CourseError, InputError
from vertebra.texts import Text, _, pgettext
from vertebra.views import style
from vertebra.widgets import bundle, trainer_results
from vertebra.widgets.autosave import HERE, Place, place_here
from vertebra.widgets.history import Actions
from vertebra.widgets.memory import Memory, is_same
from vertebra.widgets.precompute import in_background
from vertebra.widgets.stills import still

log = logging.getLogger(__name__)

DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32")
"""Array types that the browser has a typed array for."""


Handlers = Mapping[str, Callable[[Any, Any], Any]]
"""By control: the state before and the wanted value give the state after. Raises InputError for a value that is not
allowed."""


@dataclass(frozen=True)
class FrameMessage:
    """What the browser needs to draw a state.

    Parameters
    ----------
    state : mapping of str to Any
        Small and JSON-able.
    arrays : mapping of str to NDArray[Any], optional
        By name; sent as binary.
    """

    state: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)


class CourseWidget(anywidget.AnyWidget):
    """A widget of the course.

    A subclass names its `script`, what its frames hold and which controls it has (`frame_types`), and gives
    `initial_state`, `handlers`, `render_state` and `alt_text`.

    `place` is where it saves itself, by default that of its cell; None keeps nothing.

    `predict`, where given, is `{"question": str, "choices": [str, ...], "reveal": str}`: the learner commits to one of
    the choices before the interactive part is shown, and the prediction stays beside the outcome. `prediction` holds
    it.
    """

    script: ClassVar[str] = ""
    frame_type: ClassVar[type | None] = None
    controls: ClassVar[type | None] = None
    sheets: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str] = ""
    saves_itself: ClassVar[bool] = True

    predict = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    prediction = traitlets.Unicode("").tag(sync=True)
    caution = traitlets.Unicode("").tag(sync=True)
    """Where the model contradicts the evidence: shown on the widget itself."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "script" in cls.__dict__:
            cls._esm, cls._css = cls.browser_parts()
        super().__init_subclass__(**kwargs)

    @classmethod
    def browser_parts(cls) -> tuple[str, str]:
        """Return the script and the style of this kind of widget, each with all that it imports."""
        return bundle.esm(cls.script), style.css_variables() + bundle.css("widget_shell.css", *cls.sheets)

    def __init__(self, *, predict: Mapping[str, Any] | None = None, place: Place | None = HERE, **traits: Any) -> None:
        question = None if predict is None else check_prediction(predict)
        super().__init__(predict=question, caution=self.caution_text(), **traits)
        self.state: Any = self.initial_state()
        self.memory = Memory(self)
        self._judged: tuple[bool, ...] = ()
        if place is HERE:
            place = place_here(type(self).__name__) if self.saves_itself else None
        if place is not None:
            self.memory.save_at(place)
        self.on_msg(self._receive)

    def caution_text(self) -> str:
        """What the model gets wrong in a way that the learner would see; empty where nothing is known."""
        return ""

    def initial_state(self) -> Any:
        """The state in which the widget opens, and to which R returns."""
        raise NotImplementedError

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control, the same names as in `controls`.
        """
        raise NotImplementedError

    def update(self, state: Any, action: Mapping[str, Any]) -> Any:
        """The state after `action`, control by control; pure.

        Raises
        ------
        InputError
            For a control that the widget has not, and a value that is not allowed.
        """
        handlers = self.handlers()
        for name, wanted in action.items():
            if name not in handlers:
                raise InputError(
                    pgettext("no-such-control", "There is no control {name} here; there are: {controls}.").format(
                        name=repr(name), controls=", ".join(handlers) or _("none")
                    )
                )
            state = handlers[name](state, wanted)
        return state

    def actions_to(self, state: Any) -> Actions | None:
        """Return actions that lead from the initial state to `state`, as it is saved.

        Parameters
        ----------
        state : Any

        Returns
        -------
        tuple of mapping or None
            None where the actions that were done are to be kept: the last of those that replace each other.
        """
        return None

    def reached_by(self, actions: Actions) -> Any:
        """Return the state to which `actions` lead from the initial one.

        Raises
        ------
        CourseError
            For actions that this widget does not know, or not any more.
        """
        state = self.memory.initial
        for action in actions:
            state = self.update(state, action)
        return state

    def taken_back(self, state: Any) -> Callable[[], Any] | None:
        """Return `state` without the last thing that was done, where it is a list of these.

        It is what Undo does when the moment before is not known, as in a state that was opened from a file.

        Parameters
        ----------
        state : Any

        Returns
        -------
        callable or None
            Returns the state before; None where there is nothing to take back.
        """
        return None

    def final(self, previous: Any, state: Any) -> str:
        """Why what was done between `previous` and `state` can't be undone; empty where it can."""
        return ""

    def arrive(self, previous: Any, state: Any) -> None:
        """Called before `state` takes the place of `previous`, by whatever way; a CourseError keeps it from that."""

    def render_state(self, state: Any, previous: Any | None) -> FrameMessage:
        """Return what to draw.

        Parameters
        ----------
        state : Any
        previous : Any | None
            What the browser shows now, None for a new view: large arrays are sent only where they changed.
        """
        raise NotImplementedError

    def alt_text(self, state: Any) -> str:
        """The state in one sentence, read out to people who don't see the picture."""
        raise NotImplementedError

    def static_png(self, state: Any) -> bytes | None:
        """Return a small PNG for places where nothing runs: a repository's page, the book.

        Parameters
        ----------
        state : Any

        Returns
        -------
        bytes or None
            None where there is none.
        """
        return None

    @property
    def current_alt_text(self) -> str:
        """The present state in one sentence."""
        return self.alt_text(self.state)

    def dispatch(self, **action: Any) -> str:
        """Do from code what a learner does by hand, in every open view.

        Parameters
        ----------
        **action
            Values by the names of controls.

        Returns
        -------
        str
            The new state in one sentence.
        """
        self._advance(action)
        return self.current_alt_text

    @traitlets.observe("prediction")
    def _predicted(self, _change: Any) -> None:
        if hasattr(self, "memory"):
            self.memory.save_soon()

    def _advance(self, action: Mapping[str, Any], view: str = "", seq: int = 0, gesture: int = 0) -> None:
        previous = self.state
        if action.get("undo") or action.get("redo"):
            back = bool(action.get("undo"))
            target = self.memory.target(back)
            state = target.state()
            self.arrive(previous, state)
            self.memory.travelled(target, back)
        else:
            state = self.initial_state() if action.get("reset") else self.update(previous, action)
            if not is_same(previous, state):
                self.arrive(previous, state)
                self.memory.record(action, state, (view, gesture) if gesture else None)
        self.state = state
        self.memory.save_soon()
        self._send_frame(previous, view, seq)

    def _receive(self, _widget: Any, content: Any, _buffers: Sequence[Any]) -> None:
        view, seq = "", 0
        try:
            kind, view, seq, action = _read_message(content)
            if kind == "hello":
                self._send_frame(None, view, seq)
            else:
                gesture = content.get("gesture", 0)
                self._advance(action, view, seq, gesture if isinstance(gesture, int) else 0)
        except CourseError as error:
            self._send_error(view, seq, error.text)
        except Exception:
            log.exception("%s failed on %r", type(self).__name__, content)
            message = pgettext(
                "fault-of-the-course",
                "Something in the course went wrong and this step was left out. Press R to start this picture again.",
            )
            self._send_error(view, seq, message)

    def _send_error(self, view: str, seq: int, message: str) -> None:
        key = message.key if isinstance(message, Text) else ""
        self.send({"kind": "error", "view": view, "seq": seq, "message": message, "key": key})

    def _send_frame(self, previous: Any | None, view: str, seq: int) -> None:
        frame = self.render_state(self.state, previous)
        if previous is not None and (place := self.memory.place):
            self._judged = trainer_results.note(place, type(self).__name__, self.title, frame.state, self._judged)
        arrays = [(name, np.ascontiguousarray(array)) for name, array in frame.arrays.items()]
        content = {
            "kind": "frame",
            "view": view,
            "seq": seq,
            "fresh": previous is None,
            "state": dict(frame.state),
            "arrays": [_layout(name, array) for name, array in arrays],
            "sentence": self.alt_text(self.state),
            "history": {"undo": self.memory.why_not(back=True), "redo": self.memory.why_not(back=False)},
            "notice": self.memory.notice,
            "saves": self.memory.saves,
        }
        self.send(content, [array.data.cast("B") for _, array in arrays])

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        made = super()._repr_mimebundle_(**kwargs)
        if made is None:
            return None
        data, metadata = made
        sentence = self.current_alt_text
        data["text/plain"] = f"{self.title}. {sentence} {self.caution}".rstrip()
        picture = still(self, sentence) or self.static_png(self.state)
        if picture is not None:
            data["image/png"] = base64.b64encode(picture).decode("ascii")
        self._prepare_first_frame()
        return data, metadata

    def _prepare_first_frame(self) -> None:
        """Compute what the first frame shows while the page reads the script; results stay in the caches."""
        from IPython.core.getipython import get_ipython

        if getattr(get_ipython(), "kernel", None) is not None:
            in_background([partial(self._try_to_render, self.state)])

    def _try_to_render(self, state: Any) -> None:
        with contextlib.suppress(Exception):  # It is rendered again for the page, and then the error is said.
            self.render_state(state, None)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def check_prediction(predict: Mapping[str, Any]) -> dict[str, Any]:
    """Check the question that a widget asks before it answers.

    Parameters
    ----------
    predict : mapping of str to Any
        With `question`, at least two different `choices` and, optionally, a `reveal`.

    Returns
    -------
    dict
        The same, as a plain dict.

    Raises
    ------
    InputError
        For anything else.
    """
    question, choices, reveal = predict.get("question"), predict.get("choices"), predict.get("reveal", "")
    if not isinstance(question, str) or not question.strip():
        raise InputError(
            pgettext(
                "prediction-question",
                "The question of a prediction is {question}; give the text that the learner reads.",
            ).format(question=repr(question))
        )
    if not isinstance(choices, list | tuple) or len(set(choices)) < 2 or len(set(choices)) < len(choices):
        raise InputError(
            pgettext(
                "prediction-choices", "The choices of a prediction are {choices}; give two or more different texts."
            ).format(choices=repr(choices))
        )
    if not isinstance(reveal, str):
        raise InputError(
            pgettext(
                "prediction-reveal", "The reveal of a prediction is {reveal}; give a text, or leave it out."
            ).format(reveal=repr(reveal))
        )
    return {"question": question, "choices": [str(choice) for choice in choices], "reveal": reveal}


def _read_message(content: Any) -> tuple[str, str, int, dict[str, Any]]:
    if not isinstance(content, dict) or content.get("kind") not in ("hello", "step"):
        raise InputError(_("The widget sent a message that the course does not know. Open the lesson again."))
    action = content.get("action", {})
    if not isinstance(action, dict):
        raise InputError(
            _("The widget asked for {action}; an action is a set of named values. Open the lesson again.").format(
                action=repr(action)
            )
        )
    view, seq = content.get("view", ""), content.get("seq", 0)
    return content["kind"], view if isinstance(view, str) else "", seq if isinstance(seq, int) else 0, action


def _layout(name: str, array: NDArray[Any]) -> dict[str, Any]:
    if array.dtype.name not in DTYPES:
        raise TypeError(f"array {name!r} is {array.dtype.name}; the browser takes {', '.join(DTYPES)}")
    return {"name": name, "dtype": array.dtype.name, "shape": list(array.shape)}
