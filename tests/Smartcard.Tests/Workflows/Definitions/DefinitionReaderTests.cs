using Smartcard.SelfService;
using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows.Definitions;

/// <summary>What is refused when a definition is read, and whether its author is told where.</summary>
public sealed class DefinitionReaderTests
{
    [Theory]
    [InlineData("{", null, "$", "not JSON")]
    [InlineData("[]", null, "$", "an object is expected")]
    [InlineData("""{"definitionId":"x","version":1}""", null, "$", "'root' is missing")]
    [InlineData("""{"definitionId":"x","root":{"id":"f","type":"Elsa.Flowchart"}}""", null, "$.version", "version number is missing")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"type":"Elsa.Flowchart"}}""", null, "$.root", "'id' is missing")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":7}}""", "f", "$.root.type", "a text is expected")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":"Elsa.RunPowerShell"}}""", "f", "$.root.type", "no activity of type 'Elsa.RunPowerShell'")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":"Elsa.WriteLine","version":9}}""", "f", "$.root.type", "version 9")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"f","type":"Elsa.Start"}]}}""", "f", "$.root.activities[0].id", "is there twice")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"s","type":"Elsa.Start"}],"connections":[{"source":{"activity":"s","port":"Nope"},"target":{"activity":"s"}}]}}""", "s", "$.root.connections[0].source.port", "no outcome 'Nope'; it has Done")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"s","type":"Elsa.Start"}],"connections":[{"source":{"activity":"s"},"target":{"activity":"gone"}}]}}""", "f", "$.root.connections[0].target.activity", "no activity 'gone'")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"d","type":"Elsa.Delay","timeSpan":"a while"}}""", "d", "$.root.timeSpan", "a length of time such as 00:15:00")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"d","type":"Elsa.Delay","timeSpan":"24:00:00"}}""", "d", "$.root.timeSpan", "a length of time such as 00:15:00")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"d","type":"Elsa.Delay","timeSpan":"36:00:00"}}""", "d", "$.root.timeSpan", "a length of time such as 00:15:00")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"d","type":"Elsa.Delay","timeSpan":"15"}}""", "d", "$.root.timeSpan", "a length of time such as 00:15:00")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"d","type":"Elsa.Delay","timeSpan":"1:00:00"}}""", "d", "$.root.timeSpan", "a length of time such as 00:15:00")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"d","type":"Elsa.Delay","timeSpan":"00:60:00"}}""", "d", "$.root.timeSpan", "a length of time such as 00:15:00")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"j","type":"Elsa.FlowJoin","mode":"WaitForEver"}}""", "j", "$.root.mode", "one of WaitAny, WaitAll, WaitAllActive")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"w","type":"Test.Wide","number":{"expression":{"type":"Literal","value":9}}}}""", "w", "$.root.number", "from 1 to 5, and the value is 9")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"w","type":"Test.Wide","text":{"expression":{"type":"CSharp","value":"File.Delete()"}}}}""", "w", "$.root.text.expression.type", "'CSharp' are not supported")]
    [InlineData("""{"definitionId":"x","version":1,"variables":[{"name":"n","typeName":"Int32","value":"many"}],"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.variables[0].value", "the variable 'n': the value is not a whole number")]
    [InlineData("""{"definitionId":"x","version":1,"variables":[{"name":"n","typeName":"BigInteger"}],"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.variables[0].typeName", "no type 'BigInteger'; there are String, Boolean, Int32")]
    [InlineData("""{"definitionId":"x","version":1,"variables":[{"name":"n","typeName":"Int32","isArray":true,"value":"[1,\"x\"]"}],"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.variables[0].value", "the value is not a whole number")]
    [InlineData("""{"definitionId":"x","version":1,"variables":[{"id":"1","name":"n"},{"id":"2","name":"n"}],"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.variables[1].name", "'n' is there twice in variables")]
    [InlineData("""{"definitionId":"x","version":1,"inputs":[{"name":"n","type":"Int32","defaultValue":"few"}],"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.inputs[0].defaultValue", "the default of the input 'n': the value is not a whole number")]
    [InlineData("""{"definitionId":"x","version":1,"outputs":[{"type":"Int32"}],"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.outputs[0]", "'name' is missing")]
    [InlineData("""{"definitionId":"x","version":1,"options":{"incidentStrategyType":"Elsa.Workflows.IncidentStrategies.RetryStrategy, Elsa"},"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.options.incidentStrategyType", "no incident strategy 'RetryStrategy'")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"o","type":"Elsa.SetOutput","outputName":"gone"}}""", "o", "$.root.outputName", "declares no output 'gone'")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"s","type":"Elsa.SetVariable","variable":{"id":"v","name":"gone"}}}""", "s", "$.root.variable", "no variable 'gone'")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"g","type":"Test.Give","given":{"memoryReference":{"id":"gone"}}}}""", "g", "$.root.given.memoryReference.id", "no variable with the id 'gone'")]
    [InlineData("""{"definitionId":"x","version":1,"variables":[{"id":"v","name":"n"}],"root":{"id":"g","type":"Test.Give","given":{"memoryReference":{"id":"v"},"converter":{"id":"c"}}}}""", "g", "$.root.given.converter", "output converters are not supported")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":"Elsa.For","body":{"id":"b","type":"Elsa.Nope"}}}""", "b", "$.root.body.type", "no activity of type 'Elsa.Nope'")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"w","type":"Elsa.While","body":"b"}}""", null, "$.root.body", "an object is expected here")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"f","type":"Elsa.For","step":"few"}}""", "f", "$.root.step", "'For' (f): 'Step': the value is not a whole number")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"b","type":"Elsa.Break"}}""", "b", "$.root", "no loop around it")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"s","type":"Elsa.Switch","cases":[{"label":"a","condition":{"type":"Literal","value":true},"activity":{"id":"c","type":"Elsa.Nope"}}]}}""", "c", "$.root.cases[0].activity.type", "no activity of type 'Elsa.Nope'")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"s","type":"Elsa.Switch","cases":[{"label":"a","condition":{"type":"CSharp","value":"true"}}]}}""", "s", "$.root.cases[0].condition.type", "'CSharp' are not supported")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"s","type":"Elsa.FlowSwitch","cases":{"expression":{"type":"Object","value":"[{\"label\":\"a\"}]"}}}}""", "s", "$.root.cases[0]", "'Cases': case 1 has no condition")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"s","type":"Elsa.FlowSwitch","cases":[{"condition":{"type":"Literal","value":true}}]}}""", "s", "$.root.cases[0]", "'Cases': case 1 has no label")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"s","type":"Elsa.Switch","cases":{"expression":{"type":"Object","value":"[]"}}}}""", "s", "$.root.cases", "a list is expected here")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"s","type":"Elsa.StartAt","dateTime":"tomorrow"}}""", "s", "$.root.dateTime", "a moment such as")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"c","type":"Elsa.Cron","cronExpression":"every day"}}""", "c", "$.root.cronExpression", "a cron expression such as")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"t","type":"Elsa.Timer","customProperties":{"canStartWorkflow":true}}}""", "t", "$.root.customProperties.canStartWorkflow", "a timer cannot start a workflow here")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"q","type":"Elsa.Sequence","variables":[{"name":"n","typeName":"Ward"}]}}""", null, "$.root.variables[0].typeName", "no type 'Ward'")]
    [InlineData("""{"definitionId":"x","version":1,"outcomes":["A","A"],"root":{"id":"s","type":"Elsa.Start"}}""", null, "$.outcomes[1]", "you can only list it once")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"w","type":"AskTwice","workflowDefinitionId":"ask-twice"}}""", "w", "$.root.workflowDefinitionId", "'ask-twice' has no published version 1")]
    public void A_wrong_definition_is_refused_where_it_is_wrong(string json, string? activity, string path, string words)
    {
        var refusal = Assert.Throws<DefinitionException>(() => DefinitionReader.Read(json, EngineBench.Registry()));

        Assert.Equal(activity, refusal.ActivityId);
        Assert.Equal(path, refusal.JsonPath);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_that_is_nested_without_end_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"id":"f","type":"Elsa.Flowchart","activities":[""", 100));

        Assert.Throws<DefinitionException>(() => DefinitionReader.Read($$"""{"definitionId":"x","version":1,"root":{{deep}}""", EngineBench.Registry()));
    }

    [Theory]
    [InlineData("registration")]
    [InlineData("unlock")]
    public void The_shipped_workflows_leave_no_outcome_and_no_activity_unconnected(string name)
    {
        var registry = WorkflowsRegistration.Primitives();
        registry.AddSelfServiceActivities();
        var definition = DefinitionReader.Read(File.ReadAllText(Path.Combine(Repository.Root, "workflows", name + ".json")), registry);
        var flow = definition.Root;

        Assert.Equal((name, 1), (definition.DefinitionId, definition.Version));
        Assert.All(
            flow.Children,
            child =>
            {
                Assert.True(
                    child == flow.Start || flow.Connections.Any(c => c.Target == child.Id),
                    $"{child.Id} is never reached.");
                var outcomes = child.Descriptor.TypeName == "Elsa.Finish" ? [] : child.Descriptor.Outcomes;
                Assert.All(
                    outcomes,
                    outcome =>
                        Assert.True(
                            flow.Connections.Any(c => c.Source == child.Id && c.Port == outcome),
                            $"{child.Id} has nothing after '{outcome}'."));
            });
    }
}
