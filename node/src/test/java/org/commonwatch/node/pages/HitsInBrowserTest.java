package org.commonwatch.node.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.matching.BlockMatch;
import org.commonwatch.node.matching.BlockMatching;
import org.commonwatch.node.matching.SourceLines;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.telemetry.LogFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The pages of hits in the machine's Chromium: a new hit appears by itself, hostile lines stay text, axe finds nothing. */
@QuarkusTest
@WithTestResource(SampleNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class HitsInBrowserTest {
    private static final int DESK = 1280;
    private static final int PHONE = 390;
    private static final SourceLines PROXY =
            new SourceLines(501, "proxy <b>1</b>", Optional.of(LogFormat.PLAIN), ZoneOffset.UTC, false);

    @TestHTTPResource("/")
    URI root;

    @Inject
    BlockMatching matching;

    @Inject
    @Local
    SqliteStore local;

    @Inject
    Clock clock;

    @Test
    void showsHitsAsTheyComeAndLetsPeopleDecide() throws IOException, InterruptedException {
        Optional<java.nio.file.Path> chromium = Browser.installed();
        if (chromium.isEmpty()) {
            System.err.println("skipped: there is no Chromium on this machine");
        }
        Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        call("/api/v1/imports?format=text&tlp=green").as(SampleNode.OWNER_TOKEN).post("Seen: pages.harbour-nine[.]pt");
        try (Browser browser = Browser.start(chromium.orElseThrow())) {
            Cookie session = signIn();
            Page page = browser.open(ColorScheme.LIGHT, DESK, Optional.of(session));
            page.navigate(base() + "/hits");
            PagesInBrowserTest.check(page, "hits-empty");
            feedUntilHit("2026-06-15T10:00:01Z <script>alert(1)</script> src=10.1.2.3 pages.harbour-nine.pt \u202e\n");
            long committed = System.nanoTime();
            page.waitForSelector("td:has-text('pages.harbour-nine.pt')");
            System.out.println(
                    "in the open page " + (System.nanoTime() - committed) / 1_000_000 + " ms after the commit");
            assertEquals(0, page.locator("main script").count());
            call("/api/v1/matching/minimums")
                    .as(SampleNode.OWNER_TOKEN)
                    .with("Content-Type", "application/json")
                    .put("{\"source\":\"loud <feed>\",\"confidence\":70}");
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page other = browser.open(colours, DESK, Optional.of(session));
                other.navigate(base() + "/hits");
                PagesInBrowserTest.check(other, "hits-" + colours);
                other.navigate(base() + "/hits/rules");
                PagesInBrowserTest.check(other, "hits-rules-" + colours);
                String lookedFor = other.textContent("section[aria-labelledby=looked-for]");
                assertTrue(lookedFor.contains("generation") && lookedFor.contains("loud <feed>: 70 of 100"), lookedFor);
                other.context().close();
            }
            page.click("td a:has-text('pages.harbour-nine.pt')");
            page.waitForSelector("h2:has-text('The first lines')");
            assertTrue(page.textContent("pre:has(mark)").contains("<script>alert(1)</script>"));
            PagesInBrowserTest.check(page, "hit-new");
            page.fill("input[name=why]", "seen on the desk");
            page.click("button:has-text('Confirm')");
            page.waitForSelector("h2:has-text('What others would read')");
            PagesInBrowserTest.check(page, "hit-confirmed");
            String hit = page.url();
            page.click("text=Make it and choose whom to tell");
            page.waitForSelector("h2:has-text('Who sees it')");
            PagesInBrowserTest.check(page, "hit-share");
            page.navigate(hit);
            page.click("text=The indicator");
            page.waitForSelector("h2:has-text('In your own lines')");
            assertTrue(page.textContent("section[aria-labelledby=matched]").contains("looked for"));
            assertTrue(page.textContent("section[aria-labelledby=matched]").contains("1 organisation"));
            PagesInBrowserTest.check(page, "object-matched");
            page.setViewportSize(PHONE, 900);
            for (String path : List.of("/hits", hit.substring(base().length()), "/hits/rules")) {
                page.navigate(base() + path);
                Object overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
                assertTrue(((Number) overflow).intValue() <= 0, path + " is wider than a phone by " + overflow);
            }
            page.context().close();
        }
    }

    /** The index follows an import within a second; on a busy machine the line is handed in again until it hits. */
    private void feedUntilHit(String line) throws InterruptedException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 6_000; i++) {
            BlockMatch match = matching.match(PROXY, 1, 0, bytes, 0, bytes.length, clock.instant());
            if (match.hits() > 0) {
                local.write(db -> {
                    match.save(db);
                    return true;
                });
                match.saved();
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the line never hit");
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
