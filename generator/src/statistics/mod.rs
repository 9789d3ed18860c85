//! Statistics of the team: the register of incidents, and tallies of what its sensors see.

pub mod register;
mod rows;
pub mod sensors;
pub mod sketch;
pub mod tally;

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::features::{Feature, World};
use crate::load::Inputs;
use crate::rsit::Codes;
use register::Register;
use sensors::{Rules, ledger};
use tally::Tally;

/// Watches over the data that statistics are made from.
pub struct Statistics {
    register: Register,
}

impl Statistics {
    /// Reads the data.
    pub fn read(
        _config: &Config,
        inputs: &Inputs,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Statistics {
        let codes = Codes::read(inputs);
        let (register, problems) = Register::read(inputs, &codes);
        diagnostics.extend(problems);
        diagnostics.extend(Rules::read(inputs, &codes).1);
        diagnostics.extend(tallies(inputs, &codes).1);
        Statistics { register }
    }
}

impl Feature for Statistics {
    fn problems(&self, world: World) -> Vec<Diagnostic> {
        self.register.later_than(world.options.date)
    }
}

/// The tallies of all sources, a file each, and what is wrong with them and their ledgers.
pub fn tallies(inputs: &Inputs, codes: &Codes) -> (Vec<Tally>, Vec<Diagnostic>) {
    let mut tallies = Vec::new();
    let mut diagnostics = Vec::new();
    for (path, text) in inputs.below(tally::FOLDER).filter_map(|(path, _)| inputs.text(path)) {
        if path.ends_with(ledger::NAME) {
            diagnostics.extend(ledger::Ledger::parse(path, text).err().map(|wrong| *wrong));
        } else if path.ends_with(".csv") {
            let (tally, problems) = Tally::parse(path, text, codes);
            tallies.push(tally);
            diagnostics.extend(problems);
        }
    }
    (tallies, diagnostics)
}
