//! Statistics of the team: the register of incidents.

pub mod register;

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::features::{Feature, World};
use crate::load::Inputs;
use crate::rsit::Codes;
use register::Register;

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
        let (register, problems) = Register::read(inputs, &Codes::read(inputs));
        diagnostics.extend(problems);
        Statistics { register }
    }
}

impl Feature for Statistics {
    fn problems(&self, world: World) -> Vec<Diagnostic> {
        self.register.later_than(world.options.date)
    }
}
