"""Somebody at a keyboard, without a mouse: what the browser tests do with keys alone."""

from dataclasses import dataclass

from playwright.sync_api import Page

BACK = "Shift+Tab"
"""From the end of the page backwards."""
MOST = 400
"""So many presses of Tab are more than any page asks for."""
_ON = "selector => document.activeElement.matches(selector)"


@dataclass(frozen=True)
class Keyboard:
    """A window that is worked by keys alone; an address is typed, as everybody may."""

    page: Page

    def at(self, path: str) -> None:
        """The page of that address is open."""
        self.page.goto(path)

    def reach(self, selector: str, key: str = "Tab") -> None:
        """Tab after tab, the focus comes to what the selector names; AssertionError where it never does."""
        for _ in range(MOST):
            self.page.keyboard.press(key)
            if self.page.evaluate(_ON, selector):
                return
        raise AssertionError(f"the keyboard never reaches {selector} on {self.page.url}")

    def press(self, selector: str, key: str = "Tab") -> None:
        """The link or button is pressed, and its page has come."""
        self.reach(selector, key)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tick(self, selector: str, key: str = "Tab") -> None:
        """The box is ticked."""
        self.reach(selector, key)
        self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked"), selector

    def pick(self, name: str, value: str) -> None:
        """Of the radios of that name the one of this value is chosen, with the arrows."""
        self.reach(f"input[type=radio][name={name}]")
        self.page.keyboard.press("Space")
        for _ in range(MOST):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {name} has the value {value}")

    def write(self, name: str, words: str, key: str = "Tab") -> None:
        """These words, and no others, stand in the field."""
        self.reach(f"[name={name}]:not([type=hidden])", key)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def chord(self, keys: str) -> None:
        """A shortcut that leads to another page is pressed, and the page has come."""
        with self.page.expect_navigation():
            self.page.keyboard.press(keys)

    def reads(self, words: str) -> None:
        """The page says so."""
        said = self.page.locator("main").inner_text()
        assert words in said, f"{words!r} is not on {self.page.url}: {said[:600]}"
