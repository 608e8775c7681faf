"""A page of a snapshot in a headless Chromium: opened, read as people read it, its console and its requests watched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PHONE, DESK = (390, 844), (1280, 900)
QUIET = ("file:", "data:", "blob:", "chrome:", "about:")


class Page:
    """A page in the browser."""

    def __init__(self, driver: webdriver.Chrome, path: Path) -> None:
        self.driver, self.path = driver, path

    def open(self, fragment: str = "", size: tuple[int, int] = DESK, scheme: str = "light") -> None:
        """Open the page afresh and wait until it is drawn."""
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE},
        )
        self.driver.get("about:blank")
        self.driver.get(self.path.as_uri() + fragment)
        self.wait(lambda: self.script("return document.documentElement.dataset.ready"))

    def wait(self, condition: Callable[[], Any]) -> None:
        WebDriverWait(self.driver, 60, 0.05).until(lambda _: condition())

    def script(self, text: str, *given: Any) -> Any:
        return self.driver.execute_script(text, *given)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def click(self, element: WebElement) -> None:
        self.script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def press(self, *keys: str) -> None:
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self) -> str:
        return str(self.script("return document.activeElement.textContent.trim()"))

    def hash(self) -> str:
        return str(self.script("return decodeURIComponent(location.hash)"))

    def field(self, section: str, label: str) -> WebElement:
        """Return the field that a label names, as a screen reader finds it."""
        names = self.all(f"#{section} label")
        name = next(element for element in names if element.text == label)
        return self.one(f"[id='{name.get_attribute('for')}']")

    def result(self, section: str) -> str:
        return self.one(f"#{section} [role=status]").text

    def drawn(self) -> int:
        """Return after how many milliseconds the page was drawn."""
        return int(self.script("return document.documentElement.dataset.ready"))

    def said(self) -> list[str]:
        """Return what the console said since it was last asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def asked(self) -> list[str]:
        """Return the addresses outside this machine that were asked for since it was last asked."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [
            event["params"].get("request", event["params"]).get("url", "")
            for event in events
            if event["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated")
        ]
        return [url for url in urls if not url.startswith(QUIET)]


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """Give a browser that starts empty, in the folder ``profile``, and calls nobody by itself."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync", "disable-dev-shm-usage",
        f"user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    held = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    held.set_script_timeout(240)
    try:
        yield held
    finally:
        held.quit()
