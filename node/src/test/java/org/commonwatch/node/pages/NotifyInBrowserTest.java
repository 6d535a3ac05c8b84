package org.commonwatch.node.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The pages of channels in the machine's Chromium: added, tested, changed, paused and removed by hand; axe finds nothing. */
@QuarkusTest
@WithTestResource(SampleNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class NotifyInBrowserTest {
    private static final int DESK = 1280;
    private static final int PHONE = 390;

    @TestHTTPResource("/")
    URI root;

    @Test
    void addsTestsChangesAndRemovesAChannel() throws IOException, InterruptedException {
        Optional<java.nio.file.Path> chromium = Browser.installed();
        if (chromium.isEmpty()) {
            System.err.println("skipped: there is no Chromium on this machine");
        }
        Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        try (Browser browser = Browser.start(chromium.orElseThrow())) {
            walk(browser, "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook", receiver);
        } finally {
            receiver.stop(0);
        }
    }

    private void walk(Browser browser, String hook, HttpServer receiver) throws IOException, InterruptedException {
        Cookie session = signIn();
        Page page = browser.open(ColorScheme.LIGHT, DESK, Optional.of(session));
        page.navigate(base() + "/notify");
        PagesInBrowserTest.check(page, "notify-empty");
        page.click("text=Add webhook");
        PagesInBrowserTest.check(page, "notify-new-webhook");
        page.fill("#name", "soc");
        page.fill("#url", hook);
        page.fill("#limit", "5");
        page.click("button:has-text('Add')");
        page.waitForSelector("#secret");
        assertTrue(page.textContent("#secret").startsWith("cw_"));
        PagesInBrowserTest.check(page, "notify-added");
        page.navigate(base() + "/notify/soc");
        assertEquals(0, page.locator("#secret").count(), "shown once");
        page.click("button:has-text('Send a test')");
        page.waitForSelector("text=A test message was taken");
        page.waitForSelector("td:has-text('delivered')");
        PagesInBrowserTest.check(page, "notify-tested");
        page.fill("#quiet", "22:00-07:00");
        page.check("#include_line");
        page.click("button:has-text('Keep')");
        page.waitForSelector("text=quiet 22:00-07:00 Z");
        assertTrue(page.isChecked("#include_line"));
        assertEquals("5", page.inputValue("#limit"), "what was said before stays");
        page.click("button:has-text('Pause')");
        page.waitForSelector("dd:has-text('paused')");
        receiver.stop(0);
        page.click("button:has-text('Send a test')");
        page.waitForSelector("text=The test message was not taken");
        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page other = browser.open(colours, DESK, Optional.of(session));
            for (String path : List.of("/notify", "/notify/soc", "/notify/new?kind=syslog", "/notify/new?kind=mail")) {
                other.navigate(base() + path);
                PagesInBrowserTest.check(other, "notify" + path.replaceAll("[^a-z]", "-") + "-" + colours);
            }
            other.context().close();
        }
        page.setViewportSize(PHONE, 900);
        for (String path : List.of("/notify", "/notify/soc", "/notify/new?kind=mail")) {
            page.navigate(base() + path);
            Object overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
            assertTrue(((Number) overflow).intValue() <= 0, path + " is wider than a phone by " + overflow);
        }
        page.navigate(base() + "/notify/soc");
        page.click("button:has-text('Remove soc')");
        page.waitForSelector("text=Nobody is told of hits");
        page.context().close();
    }

    private Cookie signIn() throws IOException, InterruptedException {
        String link = new ObjectMapper()
                .readTree(call("/api/v1/sign-in-links")
                        .as(SampleNode.OWNER_TOKEN)
                        .post("")
                        .body())
                .path("url")
                .asText()
                .replaceFirst(".*link=", "");
        String cookie = call("/sign-in")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Sec-Fetch-Site", "same-origin")
                .post("link=" + link)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        return new Cookie(cookie.substring(0, cookie.indexOf('=')), value).setUrl(base());
    }

    private Call call(String path) {
        return Call.to(base(), path);
    }

    private String base() {
        String text = root.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
