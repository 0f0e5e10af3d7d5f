//! A page of the documentation as commands and what they answer.

/// The blocks of a page that are run, in order.
pub(super) struct Page {
    pub(super) blocks: Vec<Block>,
}

/// Commands that stand in one block, and what the page prints behind them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) commands: String,
    pub(super) answer: Option<String>,
}

impl Page {
    /// Takes a page's `sh` blocks, and the `json` or `text` block behind each, if there is one.
    pub(super) fn read(text: &str) -> Self {
        let mut blocks: Vec<Block> = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(kind) = line.strip_prefix("```") else {
                continue;
            };
            let content: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let content = content.join("\n");
            match kind {
                "sh" => blocks.push(Block {
                    commands: content,
                    answer: None,
                }),
                "json" | "text" => {
                    let before = blocks.last_mut().expect("an answer stands behind commands");
                    let earlier = before.answer.replace(content);
                    assert_eq!(earlier, None, "two answers behind {}", before.commands);
                }
                other => panic!("a block of {other:?} is neither run nor compared"),
            }
        }
        Self { blocks }
    }
}

#[test]
fn an_answer_belongs_to_the_commands_before_it() {
    let page =
        Page::read("# A\n```sh\none\ntwo\n```\nWords.\n```json\n{}\n```\n```sh\nthree\n```\n");
    let block = |commands: &str, answer: Option<&str>| Block {
        commands: commands.to_owned(),
        answer: answer.map(ToOwned::to_owned),
    };
    assert_eq!(
        page.blocks,
        [block("one\ntwo", Some("{}")), block("three", None)]
    );
}
