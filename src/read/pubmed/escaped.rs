//! PubMed XML shown as text on a web page, and saved with the page -> the XML itself.
//!
//! PubMed's page "XML" of a search is HTML whose `<pre>` holds the records with `<` written as `&lt;`.

use std::io::{self, BufRead, Read};

/// What the page writes for the characters of markup.
const ENTITIES: [(&[u8], u8); 5] =
    [(b"&lt;", b'<'), (b"&gt;", b'>'), (b"&quot;", b'"'), (b"&#39;", b'\''), (b"&amp;", b'&')];

/// Length of the longest of them.
const LONGEST: usize = 6;

/// Whether a text that starts like this is such a page.
pub(super) fn is_page(start: &str) -> bool {
    let html = start.get(..512.min(start.len())).unwrap_or(start).to_ascii_lowercase();
    let records = ["&lt;PubmedArticle", "&lt;MedlineCitation", "&lt;PubmedBookArticle"];
    html.contains("<html") && records.iter().any(|sign| start.contains(sign))
}

/// Decodes one layer of entities.
pub(super) struct Escaped<R> {
    page: R,
    ready: Vec<u8>,
    at: usize,
    /// The beginning of an entity whose end has not come yet.
    pending: Vec<u8>,
}

impl<R: BufRead> Escaped<R> {
    pub(super) fn new(page: R) -> Self {
        Self { page, ready: Vec::new(), at: 0, pending: Vec::new() }
    }

    fn decode(&mut self) -> io::Result<()> {
        let block = self.page.fill_buf()?;
        let (count, ended) = (block.len(), block.is_empty());
        let mut bytes = std::mem::take(&mut self.pending);
        bytes.extend_from_slice(block);
        self.page.consume(count);
        (self.at, self.ready) = (0, Vec::with_capacity(bytes.len()));
        let mut rest = bytes.as_slice();
        while let Some(next) = memchr::memchr(b'&', rest) {
            self.ready.extend_from_slice(&rest[..next]);
            rest = &rest[next..];
            match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
                Some((entity, character)) => {
                    self.ready.push(*character);
                    rest = &rest[entity.len()..];
                }
                None if rest.len() < LONGEST && !ended => {
                    self.pending = rest.to_vec();
                    return Ok(());
                }
                None => {
                    self.ready.push(b'&');
                    rest = &rest[1..];
                }
            }
        }
        self.ready.extend_from_slice(rest);
        Ok(())
    }
}

impl<R: BufRead> Read for Escaped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            let waiting = !self.pending.is_empty();
            self.decode()?;
            if self.ready.is_empty() && self.pending.is_empty() && !waiting {
                return Ok(0);
            }
        }
        let count = buffer.len().min(self.ready.len() - self.at);
        buffer[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_layer_is_decoded_wherever_the_blocks_end() {
        let page = "<html><pre>&lt;PubmedArticle a=&quot;b&quot;&gt;x &amp;lt; y &amp; z&#39;&x&lt;/PubmedArticle&gt;&l";
        assert!(is_page(page));
        for size in 1..20 {
            let mut text = String::new();
            let blocks = io::BufReader::with_capacity(size, page.as_bytes());
            Escaped::new(blocks).read_to_string(&mut text).unwrap();
            assert_eq!(text, "<html><pre><PubmedArticle a=\"b\">x &lt; y & z'&x</PubmedArticle>&l", "{size}");
        }
    }
}
